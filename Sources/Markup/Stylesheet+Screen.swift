extension Stylesheet {
    /// Colours, letters and the order of the page.
    ///
    /// Without `<` and `&`, as all rules, since the text stands in a page as it is.
    package static let screen = """
        :root{color-scheme:light dark;--paper:#fdfcfa;--card:#f6f4ef;--ink:#1c2126;--soft:#535c66;--rule:#ddd8ce;
        --good:#14663a;--good-bg:#e8f3eb;--bad:#a3191f;--bad-bg:#fbeaea;--care:#744a00;--care-bg:#fbf1dc;
        --none:#535c66;--none-bg:#efedea;--line:#1d5aa0;--band:#eeeae1;--other:#dfd9cc}
        @media (prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1d2125;--ink:#e9e6e0;--soft:#a9b1ba;--rule:#353b42;
        --good:#74d393;--good-bg:#15281c;--bad:#ff9a94;--bad-bg:#361a1b;--care:#efc066;--care-bg:#31270f;
        --none:#a9b1ba;--none-bg:#24292e;--line:#8dbcff;--band:#22272c;--other:#2f363d}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
        overflow-wrap:break-word}
        header.top,nav,main,footer>section{max-width:62rem;margin:0 auto;padding:0 1.25rem}
        p,ul,ol,dl,figure,pre,table{margin:0 0 1rem}
        p,li,dd{unicode-bidi:isolate;text-wrap:pretty}
        p{max-width:44rem}
        a{color:var(--line);text-underline-offset:.15em}
        :focus-visible{outline:3px solid var(--line);outline-offset:2px;border-radius:2px}
        .skip{position:absolute;left:-99rem;top:0;padding:.6rem 1rem;background:var(--ink);color:var(--paper);z-index:1}
        .skip:focus{left:0}
        .definitions{position:absolute}
        .marking{max-width:none;margin:0;padding:.55rem 1rem;text-align:center;font-weight:700;font-size:.8125rem;
        letter-spacing:.22em;background:var(--ink);color:var(--paper)}
        .kicker{margin:0 0 .75rem;color:var(--soft);font-size:.875rem;letter-spacing:.01em}
        header.top{padding-top:2.5rem}
        h1,h2,h3{line-height:1.2;font-weight:650;letter-spacing:-.012em;margin:0}
        h1{font-size:clamp(2.4rem,7vw,3.6rem);letter-spacing:-.03em;line-height:1.05}
        h2{font-size:1.5rem;margin-bottom:1.1rem}
        h3{font-size:1.0625rem;margin:1.75rem 0 .65rem}
        section{padding:2.25rem 0 1.25rem;border-top:1px solid var(--rule);margin-top:1.25rem}
        section>:last-child{margin-bottom:0}
        nav{margin-top:1.75rem}
        nav .kicker{margin-bottom:.4rem}
        nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.35rem;font-size:.9375rem}
        footer{margin-top:1.5rem}
        footer>section{padding-bottom:3rem}
        code,pre{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
        font-size:.875em;unicode-bidi:isolate}
        code{overflow-wrap:anywhere}
        .digest span{margin-right:.45em;white-space:nowrap}
        .digest span:last-child{margin-right:0}
        .note{color:var(--soft);font-size:.9375rem}
        ul,ol{padding-left:1.3rem}
        li{margin-bottom:.3rem;max-width:44rem}
        ul.plain{list-style:none;padding:0}

        """
}
