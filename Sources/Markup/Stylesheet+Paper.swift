extension Stylesheet {
    /// Black on white; what is folded away is unfolded, and nothing is cut off.
    package static let paper = """
        @media print{
        :root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#333;--rule:#bbb;--good:#000;--good-bg:#fff;--bad:#000;
        --bad-bg:#fff;--care:#000;--care-bg:#fff;--none:#333;--none-bg:#fff;--line:#000;--band:#eee;--other:#ccc}
        html{font-size:10pt}
        body{line-height:1.45}
        nav,.skip{display:none}
        header.top,main,footer>section{max-width:none;padding-left:0;padding-right:0}
        header.top{padding-top:1rem}
        .marking{background:none;color:#000;border:1.5pt solid #000}
        .verdict{border:2pt solid #000}
        .card{border:1pt solid #000;border-top-width:3pt}
        h1{font-size:30pt}
        h2,h3,caption,summary{break-after:avoid}
        section{padding:1rem 0 .5rem;margin-top:.75rem}
        tr,li,pre,.numbers:not(.told),.card,.verdict,.facts>div,.merkle{break-inside:avoid}
        thead{display:table-header-group}
        .pair{grid-template-columns:1fr 1fr}
        .wide,pre{overflow:visible}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1pt solid #bbb;font-size:8pt}
        table{font-size:9pt}
        th,td{padding-top:2.5pt;padding-bottom:2.5pt}
        figure.metric{break-inside:auto}
        .plot{break-inside:avoid;break-after:avoid}
        details{border:0;padding:0;margin-bottom:1rem}
        details::details-content{content-visibility:visible;display:block;height:auto}
        summary{list-style:none;font-weight:650}
        .path{flex-wrap:nowrap;gap:.5cm}
        .path .merkle{width:5.5cm;height:auto}
        .path{font-size:8pt}
        .path table{font-size:8pt;line-height:1.25}
        .path .digest{font-size:6.5pt}
        .path td,.path tbody th{padding-top:1.5pt;padding-bottom:1.5pt}
        .seal .shape,.merkle .leaf rect,.merkle .root rect,.part,.band,.whole,.session{print-color-adjust:exact;
        -webkit-print-color-adjust:exact}
        }

        """
}
