namespace Dcai.Cli.Reports;

/// <summary>How an HTML report looks. Everything is in the page: it opens from a folder, a mail or an archive.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #fcfcfa; --ink: #23221f; --soft: #6b6860; --rule: #dcd9d1; --fine: #eceae4;
          --k0: #1f5f99; --k1: #b4521c; --k2: #4d7c36; --k3: #7a4a8c; --heat: #1f5f99; --on: #fff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #191a1c; --ink: #e6e4df; --soft: #a09d95; --rule: #3c3d40; --fine: #2a2b2e;
            --k0: #78b1e6; --k1: #eb9a63; --k2: #98c47f; --k3: #c79ad8; --heat: #78b1e6; --on: #10131a;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
          font-variant-numeric: tabular-nums lining-nums;
        }
        main { max-width: 61rem; margin: 0 auto; padding: 3.2rem 1.5rem 5rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 650; letter-spacing: -.012em; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; line-height: 1.3; font-weight: 650; margin: 3.2rem 0 .7rem; }
        p { max-width: 44rem; margin: .4rem 0 .9rem; }
        .subtitle { color: var(--soft); margin: .35rem 0 0; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); gap: 1.5rem 2rem; margin: 2.2rem 0 0; padding: 1.3rem 0; border-block: 1px solid var(--rule); }
        .figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
        .figures dt { color: var(--soft); font-size: .84rem; line-height: 1.35; }
        .figures dd { margin: 0 0 .15rem; font-size: 1.45rem; line-height: 1.2; font-weight: 600; letter-spacing: -.01em; white-space: nowrap; }
        .scroll { overflow-x: auto; max-width: 100%; }
        table { border-collapse: collapse; margin: .3rem 0 1.2rem; font-size: .9rem; }
        th, td { padding: .34rem 0 .34rem 1.9rem; text-align: right; white-space: nowrap; vertical-align: baseline; }
        th:first-child, td:first-child { padding-left: 0; text-align: left; }
        th.word, td.word { text-align: left; }
        thead th { font-weight: 500; color: var(--soft); border-bottom: 1px solid var(--rule); vertical-align: bottom; }
        tbody th { font-weight: 400; }
        tbody tr + tr > * { border-top: 1px solid var(--fine); }
        tbody th.part { padding-left: 1.2rem; color: var(--soft); }
        .body { display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: flex-start; }
        .plots { flex: 1 1 25rem; min-width: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(25rem, 100%), 1fr)); gap: 1.6rem 2.2rem; align-items: start; }
        figure { margin: 0; min-width: 0; }
        figcaption { font-size: .9rem; font-weight: 550; margin: 0 0 .45rem; }
        svg { display: block; width: 100%; height: auto; font: 11.5px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        svg text { fill: var(--ink); }
        svg .mark, svg .name { fill: var(--soft); }
        svg .grid { stroke: var(--fine); }
        svg .axis { stroke: var(--rule); }
        svg .line, svg .law { fill: none; stroke-width: 1.7; stroke-linejoin: round; }
        svg .law { stroke-dasharray: 5 4; stroke-width: 1.4; }
        svg .bar { stroke-width: 1.4; opacity: .75; }
        svg .k0 { stroke: var(--k0); } svg .k1 { stroke: var(--k1); } svg .k2 { stroke: var(--k2); } svg .k3 { stroke: var(--k3); }
        svg .dot { stroke: var(--page); stroke-width: 1; }
        svg .dot.k0 { fill: var(--k0); } svg .dot.k1 { fill: var(--k1); } svg .dot.k2 { fill: var(--k2); } svg .dot.k3 { fill: var(--k3); }
        svg .line.k1 { stroke-dasharray: 9 3; } svg .line.k2 { stroke-dasharray: 2 3; } svg .line.k3 { stroke-dasharray: 9 3 2 3; }
        svg .cell { fill: var(--heat); stroke: var(--fine); }
        svg .count { font-size: 10.5px; } svg .count.none { fill: var(--soft); opacity: .55; } svg .count.on { fill: var(--on); }
        pre { font: .8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--fine); padding: 1rem 1.2rem; overflow-x: auto; border-radius: 4px; }
        .digest { font: .84rem ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
        td.digest { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        summary { cursor: pointer; color: var(--soft); }
        @media print { main { padding: 0; max-width: none; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }

        """;
}
