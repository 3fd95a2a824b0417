import { type Labels, labelsOf } from './lookup.ts'
import { EMPTY_STYLE, STYLE } from './style.ts'

const EXPLANATION = 'usually answers clients’ messages promptly'
const CHECK = 'M3.5 8.5l3 3 6-7'

// Where a page is made on a server there are no elements, and importing this must do no harm.
const Element: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<responsive-badge member="ada" src="https://alacrity.example">`: the member's published labels, or nothing.
 *
 * - `member`: whose labels
 * - `src`: where the service is; without it, where the page is from
 * - `label`: show only the label of this name
 * - `text`: another text for the label, such as a translation; needs `label`
 * - `explanation`: what the label means, for the tooltip and screen readers
 * - `reserve`: keep room for it also where there is none (`--responsive-badge-min-width`)
 */
export class ResponsiveBadge extends Element {
  static readonly observedAttributes = ['member', 'src', 'label', 'text', 'explanation']
  #labels: Labels = []
  #asked = ''

  connectedCallback(): void {
    if (this.shadowRoot === null) this.attachShadow({ mode: 'open' })
    void this.#read()
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.shadowRoot !== null) void this.#read()
  }

  async #read(): Promise<void> {
    const member = this.getAttribute('member') ?? ''
    const service = (this.getAttribute('src') ?? '').replace(/\/+$/, '')
    const asked = `${service}\n${member}`
    if (asked !== this.#asked) {
      this.#asked = asked
      this.#labels = []
      this.#show()
      const labels = member === '' ? [] : await labelsOf(service, member)
      // Another member may have been asked for meanwhile.
      if (asked !== this.#asked) return
      this.#labels = labels
    }
    this.#show()
  }

  #show(): void {
    const only = this.getAttribute('label')
    const shown = this.#labels.filter((label) => only === null || label === only)
    const explanation = this.getAttribute('explanation') ?? EXPLANATION
    const parts = shown.map((label) =>
      partsOf((only === null ? null : this.getAttribute('text')) ?? label, explanation),
    )
    const style = document.createElement('style')
    style.textContent = parts.length === 0 ? EMPTY_STYLE : STYLE
    this.shadowRoot?.replaceChildren(style, ...parts)
  }
}

/** Text goes in as text, so that nothing in it can be markup. */
function partsOf(text: string, explanation: string): HTMLElement {
  const label = part('span', 'label')
  label.setAttribute('role', 'img')
  label.setAttribute('aria-label', `${text}: ${explanation}`)
  label.tabIndex = 0
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('part', 'icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', CHECK)
  svg.append(path)
  const name = part('span', 'text')
  name.textContent = text
  const tip = part('span', 'explanation')
  tip.textContent = explanation
  label.append(svg, name, tip)
  label.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') label.blur()
  })
  return label
}

function part(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag)
  element.setAttribute('part', name)
  element.className = name
  return element
}
