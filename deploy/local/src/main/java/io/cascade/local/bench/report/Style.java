/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

/** The style sheet of a page. It has no character that XML would want to be escaped. */
final class Style {

    static final String SHEET =
            """

            :root {
              color-scheme: light dark;
              --paper: #f4f6f8; --surface: #ffffff; --ink: #141a21; --soft: #4f5b69; --rule: #d7dee6; --axis: #7d8a99;
              --link: #1652a8; --ok: #176339; --bad: #ad1f18;
              --k0: #1a5fc0; --k1: #873c1d; --k2: #089b5e; --k3: #da6cb6; --k4: #5e656e; --k5: #9b9408; --k6: #183139;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --paper: #0f1419; --surface: #171d24; --ink: #e7ecf2; --soft: #a3afbd; --rule: #2c3641; --axis: #6b7886;
                --link: #86b6ff; --ok: #6fd49b; --bad: #ff9188;
                --k0: #79acff; --k1: #d58b0b; --k2: #2af4b0; --k3: #b42da8; --k4: #868f98; --k5: #f8f177; --k6: #c8e9f9;
              }
            }
            *, *::before, *::after { box-sizing: border-box; }
            body {
              margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 58rem;
              background: var(--paper); color: var(--ink);
              font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
              font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
            }
            h1, h2, p, dl, dd, ul { margin: 0; }
            h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
            h2 { font-size: 1.1875rem; line-height: 1.35; font-weight: 650; }
            b { font-weight: 650; }
            a { color: var(--link); text-underline-offset: 0.18em; }
            .verdict { margin-top: 0.5rem; font-size: 1.0625rem; font-weight: 650; }
            .met { color: var(--ok); }
            .missed { color: var(--bad); }
            td.met::before { content: "✓ "; }
            td.missed::before { content: "✗ "; }
            td.met, td.missed { white-space: nowrap; font-weight: 650; }
            dl {
              display: grid; grid-template-columns: max-content 1fr; gap: 0.125rem 1.25rem;
              margin-top: 1rem; font-size: 0.875rem;
            }
            dt { color: var(--soft); }
            nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 1rem; padding: 0; list-style: none; }
            section {
              margin-top: 1.5rem; padding: 1.25rem 1.5rem 1.5rem;
              background: var(--surface); border: 1px solid var(--rule); border-radius: 10px;
            }
            .setup { max-width: 46rem; margin-top: 0.25rem; color: var(--soft); }
            figure { margin: 1.75rem 0 0; }
            figcaption { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.5rem; }
            figcaption span { color: var(--soft); font-size: 0.8125rem; }
            .drawing, .wide { overflow-x: auto; }
            svg { display: block; width: 100%; min-width: 36rem; }
            svg text { fill: var(--ink); font-size: 13px; }
            svg .tick { fill: var(--soft); font-size: 12px; }
            svg .value { font-weight: 650; }
            .k0 .name { font-weight: 650; }
            .middle { text-anchor: middle; }
            .end { text-anchor: end; }
            .grid { stroke: var(--rule); }
            .axis { stroke: var(--axis); }
            .halo { stroke: var(--surface); stroke-width: 4; stroke-linecap: square; }
            .whisker { stroke: var(--ink); stroke-width: 1.5; }
            .bar, .dot { fill: var(--k); }
            .curve { stroke: var(--k); stroke-width: 2; stroke-linejoin: round; fill: none; }
            .k0 .curve { stroke-width: 3; }
            .k0 { --k: var(--k0); } .k1 { --k: var(--k1); } .k2 { --k: var(--k2); } .k3 { --k: var(--k3); }
            .k4 { --k: var(--k4); } .k5 { --k: var(--k5); } .k6 { --k: var(--k6); }
            .wide { margin-top: 1.25rem; }
            table { width: 100%; border-collapse: collapse; font-size: 0.875rem; overflow-wrap: break-word; }
            th, td { padding: 0.375rem 0.75rem 0.375rem 0; text-align: left; vertical-align: baseline; }
            th { color: var(--soft); font-weight: 400; }
            td { border-top: 1px solid var(--rule); }
            .number { text-align: right; white-space: nowrap; padding: 0.375rem 0 0.375rem 0.75rem; }
            details { margin-top: 1.5rem; }
            summary { color: var(--link); cursor: pointer; }
            :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
            @media print { section { break-inside: auto; border: 0; padding: 0; } figure, table { break-inside: avoid; } }
            """;

    private Style() {}
}
