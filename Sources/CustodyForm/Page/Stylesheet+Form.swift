import Markup

extension Stylesheet {
    /// Black on white, measured in millimetres: what is seen on a screen is the paper.
    static let form = Stylesheet(
        rules: """
            @page{size:A4;margin:9mm 11mm}
            *{box-sizing:border-box}
            html{background:#fff;color:#000;color-scheme:only light;font:8.5pt/1.3 "Liberation Sans",Arial,Helvetica,sans-serif}
            body{margin:0 auto;max-width:188mm}
            p,h1,h2,dl,dd,ul,ol,figure{margin:0;padding:0}
            ul,ol{list-style:none}
            code,.digits,.check,.label,.word,.key{font-family:"Liberation Mono","DejaVu Sans Mono",Consolas,monospace}
            .sheet{display:flex;flex-direction:column;min-height:278mm;break-after:page;overflow-wrap:anywhere}
            .sheet:last-child{break-after:auto}
            .body{flex:1;display:flex;flex-direction:column;gap:2.4mm;padding:2.4mm 0 1.6mm}
            .marking{border:1.2pt solid #000;font-weight:700;font-size:12pt;line-height:1;letter-spacing:.18em;
            text-align:center;padding:1.6mm}
            .foot{display:flex;justify-content:space-between;gap:4mm;font-size:7pt;padding:0 0 1.2mm}
            header{display:flex;gap:5mm;align-items:flex-start}
            .what{flex:1;min-width:0}
            h1{font-size:19pt;line-height:1.1;letter-spacing:-.01em}
            .under{font-size:8.5pt;margin:.6mm 0 2.2mm}
            dl div{display:flex;gap:2mm;line-height:1.36}
            dt{flex:0 0 17mm;font-size:7.5pt}
            dd{min-width:0}
            dd code{font-size:7.4pt}
            .write{display:flex;gap:4mm;margin-top:2.4mm}
            .write li{flex:1;font-size:7pt;border-bottom:.5pt solid #000;height:6.4mm;padding-top:.4mm}
            figure{width:41mm;text-align:center}
            .code{display:block;width:41mm;height:41mm}
            figcaption{font-size:7pt;margin-top:-2mm}
            table{border-collapse:collapse;width:100%;table-layout:fixed}
            caption,h2{text-align:left;padding:0 0 .8mm;font-size:8.5pt;line-height:1.2;font-weight:400}
            .caption{font-weight:700;font-size:9.5pt}
            .again{font-weight:700;font-size:13pt}
            .remark{font-size:7.2pt}
            th,td{border:.5pt solid #000;text-align:left;vertical-align:top;padding:.5mm 1mm;font-weight:400}
            thead th{font-size:7pt;border-bottom-width:1pt;padding:.3mm 1mm}
            .items tbody th,.items tbody td{height:5.8mm;vertical-align:middle}
            .items th:first-child{width:10mm}
            .digests th,.digests td{border:0;padding:.1mm 1mm;line-height:1.24}
            .digests{border-bottom:.5pt solid #000;table-layout:auto}
            .digests .upper th,.digests .upper td{border-top:.5pt solid #000;padding-top:.5mm}
            .digests td.label{width:9mm;font-weight:700;font-size:9pt}
            .digests .of{width:50mm}
            .of strong{display:block}
            .digits{font-size:9.6pt;white-space:nowrap}
            .digits span{margin-right:1.6mm}
            .digests td.check{width:32mm;font-size:9.6pt;font-weight:700}
            .spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
            .words ol{display:grid;grid-template-columns:repeat(6,1fr);border-top:.5pt solid #000;border-bottom:.5pt solid #000;padding:.6mm 0}
            .words li{display:flex;gap:1.4mm;align-items:baseline;line-height:1.34}
            .number{flex:0 0 6mm;text-align:right;font-size:7pt}
            .word{font-size:9.6pt}
            .chain th:first-child{width:9mm}
            .chain th:nth-child(2){width:27mm}
            .chain th:nth-child(5){width:48mm}
            .chain tbody tr{height:10.6mm;break-inside:avoid}
            .chain tbody{font-size:8pt;line-height:1.18}
            .line{border-bottom:.5pt dotted #000;height:5mm}
            .key{display:block;font-size:6.8pt}
            .pair{display:grid;grid-template-columns:1fr 1fr;gap:4mm;margin-top:auto}
            .hands tbody tr{height:6.6mm}
            @media screen{html{padding:6mm}.sheet{margin-bottom:12mm}}
            @media screen and (max-width:180mm){header,.words ol{display:block}.pair{display:block}.digits{white-space:normal}}
            """
    )
}
