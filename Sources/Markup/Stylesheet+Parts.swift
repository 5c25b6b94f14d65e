extension Stylesheet {
    /// Verdict, facts, cards and tables.
    package static let parts = """
        .verdict{display:flex;gap:1.5rem;align-items:flex-start;padding:1.75rem 2rem;border-radius:14px;
        border:1px solid currentColor}
        .verdict p{margin:.5rem 0 0;color:var(--ink)}
        .verdict .first{margin-top:.35rem;color:var(--ink);font-size:.9375rem}
        .verdict h1{margin-top:.1rem}
        .verdict>div{min-width:0;overflow-wrap:anywhere}
        .seal{width:3.75rem;height:3.75rem;flex:none}
        .pass{color:var(--good)}.fail{color:var(--bad)}.warn,.unfinished{color:var(--care)}.not-checked{color:var(--none)}
        .verdict.pass{background:var(--good-bg)}.verdict.fail{background:var(--bad-bg)}
        .verdict.unfinished{background:var(--care-bg)}
        .simulated{max-width:none;display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:center;margin:1rem 0 0;
        padding:.7rem 1.25rem;border-radius:10px;border:2px dashed var(--care);background:var(--care-bg);color:var(--care)}
        .simulated strong{letter-spacing:.12em}
        .simulated span{color:var(--ink)}
        .mark{width:1.1em;height:1.1em;flex:none;vertical-align:-.18em;margin-right:.4em}
        .shape{fill:none;stroke:currentColor;stroke-width:1.7}
        .sign{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
        .seal .shape{fill:currentColor}.seal .sign{stroke:var(--paper)}
        .word{font-weight:600;white-space:nowrap}
        .reasons{padding:0;list-style:none}
        .reasons li{padding:.85rem 0;border-bottom:1px solid var(--rule);margin:0;max-width:none}
        .reasons li:last-child{border-bottom:0}
        .reasons .where{margin-left:.85rem;color:var(--soft);font-size:.9375rem}
        .reasons p{margin:.3rem 0 0;max-width:52rem}
        .facts>div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:.15rem 1.5rem;padding:.5rem 0;
        border-bottom:1px solid var(--rule)}
        .facts>div:last-child{border-bottom:0}
        dt{color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        em{font-style:normal;color:var(--soft)}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.25rem;margin-bottom:1rem}
        .card{padding:1.4rem 1.6rem;border-radius:12px;background:var(--card);border-top:4px solid currentColor}
        .card h3{margin:0;color:var(--ink)}
        .card p{color:var(--ink);margin:.5rem 0 0}
        .card .figure{font-size:2.1rem;line-height:1.2;font-weight:600;letter-spacing:-.02em}
        .card .word.pass{color:var(--good)}
        .card .word.fail{color:var(--bad)}
        .figure,table,.ends,.scale,.picks,pre{font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto;margin-bottom:1rem}
        table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45}
        caption{text-align:left;color:var(--soft);padding-bottom:.5rem;font-size:.875rem}
        th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--rule);
        unicode-bidi:isolate}
        th:last-child,td:last-child{padding-right:0}
        thead th{font-size:.8125rem;font-weight:600;color:var(--soft);vertical-align:bottom;border-bottom-color:var(--soft)}
        tbody th{font-weight:500}
        tbody tr:last-child>*{border-bottom:0}
        .numbers td,.numbers th{white-space:nowrap}
        .numbers thead th{white-space:normal}
        .numbers{width:auto;min-width:min(100%,26rem)}
        .numbers th,.numbers td{text-align:right}
        .numbers th:last-child,.numbers td:last-child{text-align:right}
        .told th:last-child,.told td:last-child{text-align:left;min-width:15rem;width:100%;white-space:normal;overflow-wrap:anywhere}
        .stack td:last-child,.stack td:nth-child(4){overflow-wrap:anywhere}
        .stack td:nth-child(4){min-width:9rem}
        .stack td:last-child{min-width:14rem}
        .stack td:nth-child(3) code{overflow-wrap:normal}
        .stack th{white-space:nowrap}
        .proof+.proof{margin-top:.3rem}
        .picks{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(4.2rem,1fr));gap:.1rem .5rem;
        font-size:.875rem}
        .picks li{margin:0;text-align:right}
        details{margin-bottom:.75rem;border:1px solid var(--rule);border-radius:10px;padding:.65rem 1.1rem}
        summary{cursor:pointer;font-weight:500}
        details[open]>summary{margin-bottom:.85rem}
        details>:last-child{margin-bottom:.35rem}
        pre{background:var(--card);border-radius:10px;padding:1.1rem 1.3rem;overflow-x:auto;line-height:1.5;font-size:.8125rem}
        pre code{font-size:inherit;overflow-wrap:normal}
        @media (max-width:44rem){
        .verdict{flex-direction:column;gap:.9rem;padding:1.4rem 1.35rem}
        .facts>div{grid-template-columns:minmax(0,1fr)}
        .card{padding:1.2rem 1.25rem}
        .reasons .where{display:block;margin:.2rem 0 0}
        .stack,.stack tbody,.stack tr,.stack th,.stack td,.stack caption{display:block}
        .stack thead{position:absolute;left:-99rem}
        .stack tr{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem;padding:.75rem 0;border-bottom:1px solid var(--rule)}
        .stack tr>*{border:0;padding:0}
        .stack td:nth-child(n+3){grid-column:1/-1;min-width:0}
        .stack td:nth-child(3) code{overflow-wrap:anywhere}
        .told tr{display:grid;grid-template-columns:1fr 1fr 1.6fr;gap:.15rem .75rem;padding:.6rem 0;border-bottom:1px solid var(--rule)}
        .told,.told thead,.told tbody,.told caption{display:block;min-width:0}
        .told tr>*{border:0;padding:0}
        .told tr>:last-child{grid-column:1/-1;min-width:0}
        .stack tbody th{font-weight:600}
        }

        """
}
