extension Stylesheet {
    /// What is drawn.
    package static let pictures = """
        figure{break-inside:avoid}
        .chart{display:block;overflow:visible}
        .chart text,.merkle text{fill:var(--ink);font-size:12px}
        .merkle text{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
        figure:has(.strip),figure:has(.session){padding:0 8px}
        .axis,.end{stroke:var(--ink);stroke-width:1.5}
        .grid{stroke:var(--rule);stroke-width:1}
        .tick{stroke:var(--line);stroke-width:1.25}
        .tick.fail{stroke:var(--bad);stroke-width:2}
        .band{fill:var(--band)}.band.other{fill:var(--other)}
        .frame{overflow:visible}
        .course{fill:none;stroke:var(--soft);stroke-width:1.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
        .point-good{fill:var(--paper);stroke:var(--line);stroke-width:1.25}
        .point-fail{fill:none;stroke:var(--bad);stroke-width:2.75;stroke-linecap:round}
        .point-hand{fill:var(--care);stroke:none}
        .session{fill:var(--line)}
        .session.never{fill:var(--paper);stroke:var(--line);stroke-width:1.5;stroke-dasharray:5 3}
        .ends{max-width:none;display:flex;justify-content:space-between;gap:1rem;margin:.35rem 0 .6rem;color:var(--soft);
        font-size:.8125rem}
        .plot{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.75rem}
        .scale{display:flex;flex-direction:column;justify-content:space-between;margin:0;text-align:right;color:var(--soft);
        font-size:.8125rem;line-height:1}
        .legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;color:var(--soft);font-size:.8125rem}
        .legend li{display:flex;align-items:center;gap:.5em;margin:0}
        .key{width:1.25rem;height:1.25rem;flex:none}
        .bar{display:block;min-width:7rem}
        .whole{fill:var(--band)}.part{fill:var(--line)}
        .path{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:flex-start}
        .path>.wide{flex:1 1 24rem;min-width:0}
        .path .digest{font-size:.75rem}
        .path td,.path tbody th{padding-top:.3rem;padding-bottom:.3rem}
        .merkle{max-width:100%;flex:none}
        .edge{fill:none;stroke:var(--soft);stroke-width:1.25}
        .edge.way{stroke:var(--line);stroke-width:3}
        .merkle circle.way{fill:var(--line)}
        .merkle rect{fill:var(--card);stroke:var(--soft);stroke-width:1}
        .merkle .leaf rect,.merkle .root rect{fill:var(--line);stroke:none}
        .merkle .leaf text,.merkle .root text{fill:var(--paper);font-weight:600}

        """
}
