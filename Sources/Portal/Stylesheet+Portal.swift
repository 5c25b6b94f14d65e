import Audit
import Markup

extension Stylesheet {
    /// The rules of the site's pages: those of reports, and cards of releases.
    static let portal = Stylesheet(rules: screen + parts + pictures + site + edges + paper + sitePaper)

    private static let site = """
        main .word,header.top .word{white-space:normal}
        .when{white-space:nowrap}
        footer>section{padding-top:2rem;border-top:0}
        .lead{font-size:1.125rem;max-width:46rem;margin-top:1rem}
        header.top .stands{margin-top:1rem}
        .back{margin:0 0 1.5rem;font-size:.9375rem}
        ol.releases{list-style:none;padding:0;display:grid;gap:1rem;margin:0}
        ol.releases>li{max-width:none;margin:0}
        .release{padding:1.35rem 1.6rem 1.2rem;border-radius:12px;background:var(--card);border:1px solid var(--rule)}
        .release h3{margin:0;font-size:1.25rem;overflow-wrap:anywhere}
        .release header{display:flex;flex-wrap:wrap;gap:.35rem 1rem;align-items:baseline;justify-content:space-between}
        .badge{font-size:.75rem;font-weight:700;letter-spacing:.1em;padding:.15rem .6rem;border-radius:4px;
        border:1px solid var(--soft);color:var(--soft);overflow-wrap:anywhere}
        .stands{list-style:none;padding:0;margin:.55rem 0 .8rem}
        .stands li{max-width:none}
        .brief{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,12.5rem),1fr));gap:.55rem 1.5rem;margin:0 0 .8rem}
        .brief dt{font-size:.8125rem}
        .brief dd{font-variant-numeric:tabular-nums}
        .fetch{max-width:none;margin:0;display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;font-size:.9375rem}
        .fetch>*{overflow-wrap:anywhere;min-width:0}
        .sum{max-width:none;margin:0 0 .6rem;font-size:.9375rem}
        .get{display:inline-block;padding:.7rem 1.3rem;border-radius:8px;background:var(--line);color:var(--paper);
        font-weight:600;text-decoration:none;overflow-wrap:anywhere;max-width:100%}
        .get:hover{text-decoration:underline}
        .ground{fill:var(--band)}.have{fill:var(--soft)}.here{fill:var(--line)}
        .gap{fill:var(--paper);stroke:var(--bad);stroke-width:2;stroke-dasharray:4 3}
        .growth{fill:none;stroke:var(--line);stroke-width:2.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
        .segments td{white-space:normal}
        .papers td,.papers tbody th{overflow-wrap:anywhere}
        .papers thead th{overflow-wrap:normal}
        .papers th:first-child{width:30%}
        .papers td .whole{display:block}
        figcaption{max-width:none}
        .tool{padding:1.3rem 1.5rem;border-radius:12px;border:1px solid var(--rule);background:var(--card);margin:0 0 1.1rem}
        .tool h3{margin-top:0}
        .tool.over{outline:3px dashed var(--line);outline-offset:3px}
        .tool label{display:block;font-weight:600;margin-bottom:.35rem}
        .tool input,.tool button{font:inherit;color:inherit;max-width:100%}
        .tool input[type=number]{width:11rem;padding:.5rem .7rem;border:1px solid var(--soft);border-radius:7px;background:var(--paper)}
        .tool button{padding:.5rem 1.2rem;border:1px solid var(--line);border-radius:7px;background:var(--line);color:var(--paper);
        font-weight:600;cursor:pointer}
        .tool button:disabled{opacity:1;background:var(--none-bg);color:var(--none);border-color:var(--none);cursor:default}
        .tool #folder-row{margin-bottom:1rem}
        .tool .row{display:flex;flex-wrap:wrap;gap:.6rem .9rem;align-items:end;margin-bottom:.8rem}
        .tool progress{width:100%;accent-color:var(--line)}
        .tool output{display:block}
        .tool output:empty{display:none}
        .told-so{padding:.9rem 1.1rem;border-radius:9px;border:1px solid currentColor;margin:.8rem 0 0}
        .told-so p,.told-so dl,.told-so ol{color:var(--ink)}
        .told-so>:last-child{margin-bottom:0}
        .told-so.pass{background:var(--good-bg)}.told-so.fail{background:var(--bad-bg)}
        .told-so.unfinished{background:var(--care-bg)}
        .told-so strong{color:inherit;font-size:1.0625rem}
        .told-so pre{background:var(--paper);white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0}
        .told-so .walk{max-height:18rem;overflow-y:auto;font-size:.875rem}
        .warning{padding:.85rem 1.2rem;border-left:4px solid var(--care);background:var(--care-bg);max-width:none}
        [hidden]{display:none!important}
        @media (max-width:44rem){
        .release{padding:1.1rem 1.15rem}
        .brief{grid-template-columns:1fr 1fr;gap:.5rem 1rem}
        .tool{padding:1.1rem}
        .papers,.papers tbody,.papers tr,.papers th,.papers td,.papers caption{display:block}
        .papers thead{position:absolute;left:-99rem}
        .papers th:first-child{width:auto}
        .papers tr{padding:.75rem 0;border-bottom:1px solid var(--rule)}
        .papers tr>*{border:0;padding:.1rem 0}
        }

        """

    private static let edges = """
        @page{size:A4;margin:18mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}

        """

    private static let sitePaper = """
        @media print{
        .release{break-inside:avoid;border:1pt solid #000;padding:3mm 4mm}
        .get{background:none;color:#000;padding:0;text-decoration:underline}
        #check{display:none}
        .back{display:none}
        .badge{color:#000;border-color:#000}
        .ground,.have,.here{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }

        """
}
