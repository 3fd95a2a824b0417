import { html, Markup } from './markup.ts'

/** Colours meet 4.5 : 1 for text and 3 : 1 for marks on both backgrounds. */
const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--pane:#f5f7f9;
--good:#1a7f4b;--late:#9a6700;--bad:#c2323a;--mark:#2f6fce;--note:#fff6dd;--note-line:#d9a400}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e7eaee;--soft:#a0a9b4;--line:#363d46;
--pane:#1c2127;--good:#4cc38a;--late:#e0b341;--bad:#ff7b80;--mark:#79aefc;--note:#2e2710;--note-line:#8a6d10}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:62rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
p{margin:.5rem 0;max-width:46rem}
.soft{color:var(--soft)}
.private{border-left:.3rem solid var(--note-line);background:var(--note);padding:.6rem .9rem;margin:0 0 1.75rem}
.figures{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0;padding:0}
.figures div{background:var(--pane);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;min-width:8rem}
.figures dt{color:var(--soft);font-size:.85rem}
.figures dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;max-height:40rem;overflow-y:auto;border:1px solid var(--line);border-radius:.5rem}
.scroll:focus-visible,summary:focus-visible{outline:.2rem solid var(--mark);outline-offset:.15rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.5rem .7rem}
th,td{padding:.35rem .7rem;text-align:left;border-top:1px solid var(--line);white-space:nowrap}
thead th{position:sticky;top:0;background:var(--pane);border-top:0}
tbody th{font-weight:600;max-width:20rem;overflow:hidden;text-overflow:ellipsis}
.n{text-align:right}
.good{color:var(--good)}.late{color:var(--late)}.bad{color:var(--bad)}
.chip{color:var(--good);font-weight:600}
figure{margin:0;overflow-x:auto}
svg{display:block;width:100%;min-width:34rem;height:auto;font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
svg text{fill:var(--soft)}svg .value{fill:var(--ink)}
svg .axis{stroke:var(--line)}svg .limit{stroke:var(--ink);stroke-dasharray:4 4}
svg .fill-good{fill:var(--good)}svg .fill-late{fill:var(--late)}svg .fill-bad{fill:var(--bad)}svg .fill-mark{fill:var(--mark)}
svg .course{fill:none;stroke:var(--mark);stroke-width:2.5;stroke-linejoin:round}
svg .held{fill:var(--good);opacity:.16}
details{margin:.6rem 0}summary{cursor:pointer;color:var(--soft);width:fit-content}
li{margin:.4rem 0}
@media print{.scroll{max-height:none;overflow:visible}}
`

export type Page = {
  readonly title: string
  readonly lead: Markup
  readonly sections: readonly Markup[]
}

/** A whole document that needs nothing but itself: no script, no font, no address. */
export function page({ title, lead, sections }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<p class="private" role="note"><strong>Private: for the member and the operator.</strong> This report holds private scores. Clients see a label or nothing; do not pass it on.</p>
<main>
<h1>${title}</h1>
${lead}
${sections}
</main>
</body>
</html>
`.html
}

export type Fact = readonly [name: string, value: string]

export function figures(facts: readonly Fact[]): Markup {
  return html`<dl class="figures">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

export type HtmlColumn<Row> = {
  readonly title: string
  readonly numeric?: boolean
  readonly cell: (row: Row) => string | Markup
}

/** A table in a pane that scrolls by itself; the first column names the row. */
export function table<Row>(
  caption: string,
  columns: readonly HtmlColumn<Row>[],
  rows: readonly Row[],
): Markup {
  const side = (column: HtmlColumn<Row>) => new Markup(column.numeric === true ? ' class="n"' : '')
  const head = columns.map((column) => html`<th scope="col"${side(column)}>${column.title}</th>`)
  const body = rows.map((row) => {
    const cells = columns.map((column, index) =>
      index === 0
        ? html`<th scope="row"${side(column)}>${column.cell(row)}</th>`
        : html`<td${side(column)}>${column.cell(row)}</td>`,
    )
    return html`<tr>${cells}</tr>\n`
  })
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`
}

export function section(title: string, ...parts: readonly Markup[]): Markup {
  return html`<section><h2>${title}</h2>\n${parts}</section>\n`
}

/** The numbers behind a plot, for those who do not see it. */
export function numbers(content: Markup): Markup {
  return html`<details><summary>The numbers as a table</summary>${content}</details>`
}
