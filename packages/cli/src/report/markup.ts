/** Text that is HTML already; everything else is escaped when it is put into HTML. */
export class Markup {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

type Part = string | number | Markup | readonly Part[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML shows it; what turns the writing direction is taken out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

function rendered(part: Part): string {
  if (part instanceof Markup) return part.html
  return typeof part === 'object' ? part.map(rendered).join('') : escaped(String(part))
}

/** HTML with values in it, each escaped unless it is Markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings.reduce((text, piece, index) => text + rendered(parts[index - 1] ?? '') + piece),
  )
}

export const NOTHING: Markup = new Markup('')
