// The interface as a page in Markdown, made of the OpenAPI document alone: what it does not say, nobody reads.

type Schema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly description?: string
  readonly default?: unknown
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >
}
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const TITLES: Readonly<Record<string, string>> = {
  ingest: 'Events in',
  label: 'Labels, for everyone',
  member: 'A member’s own',
  operator: 'For the operator',
  service: 'The service’s own papers',
}

/** The page of an OpenAPI document, as docs/api.md has it. */
export function apiPage(openApi: object): string {
  const operations = Object.entries((openApi as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const told: Told = new Map()
  const sections = Object.entries(TITLES).map(([tag, title]) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag))
    return [`## ${title}`, ...own.map((each) => operationText(each, told))].join('\n\n')
  })
  return `# The interface over HTTP

Generated from the OpenAPI document that the service answers at \`/openapi.json\`; a test keeps the two equal, and
every answer that any test gets is held against the shapes here. \`Authorization: Bearer\` carries a token of the
marketplace’s identity provider or an API key. Refusals are problem documents; [errors.md](errors.md) lists
their codes. Fields marked \`?\` may be absent; instants are RFC 3339 text or milliseconds since 1970, as said.

${sections.join('\n\n')}
`
}

/** Where a long shape was written out first. */
type Told = Map<string, string>

type Placed = { readonly path: string; readonly method: string; readonly operation: Operation }

function operationText({ path, method, operation }: Placed, seen: Told): string {
  const where = `${method.toUpperCase()} ${path}`
  const { summary, description, parameters, requestBody, responses } = operation
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const parts = [`### \`${where}\``, `${summary} ${description}`]
  if (query.length > 0) {
    const rows = query.map(({ name, required, schema }) => {
      const usual =
        schema.default === undefined ? '' : `, ${JSON.stringify(schema.default)} if absent`
      return `- \`${name}${required ? '' : '?'}\`: ${inline(schema)}${usual}`
    })
    parts.push(rows.join('\n'))
  }
  for (const [media, { schema }] of Object.entries(requestBody?.content ?? {})) {
    parts.push(`Takes \`${media}\`${shapeText(schema, { where, seen })}`)
  }
  const refusals: string[] = []
  for (const [status, { description: about, content = {} }] of Object.entries(responses)) {
    const [media, shape] = Object.entries(content)[0] ?? []
    if (media === 'application/problem+json') {
      refusals.push(...[...about.matchAll(/`(\w+)`/g)].map(([, code]) => `\`${code}\``))
    } else {
      const told = media === undefined || media === 'application/json' ? '' : ` as \`${media}\``
      parts.push(`**${status}** ${about}${told}${shapeText(shape?.schema, { where, seen })}`)
    }
  }
  parts.push(`Refuses with ${refusals.join(', ')}.`)
  return parts.join('\n\n')
}

/** Below this a shape is written out wherever it occurs. */
const LONG_LINES = 20

function shapeText(
  schema: Schema | undefined,
  { where, seen }: { readonly where: string; readonly seen: Told },
): string {
  if (schema === undefined) return ''
  const text = typeText(schema, '')
  if (!text.includes('\n')) return `: \`${text}\``
  const first = seen.get(text)
  if (first !== undefined) return `, the same as of \`${first}\``
  if (text.split('\n').length >= LONG_LINES) seen.set(text, where)
  return `:\n\n\`\`\`ts\n${text}\n\`\`\``
}

const inline = (schema: Schema) => {
  const limit = schema.description === undefined ? '' : ` (${schema.description})`
  return `\`${typeText(schema, '')}\`${limit}`
}

/** A schema as a type, as TypeScript would write it. */
function typeText(schema: Schema, indent: string): string {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    return [...new Set(choices.map((each) => typeText(each, indent)))].join(' | ')
  }
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.type === 'array') return arrayText(schema, indent)
  if (schema.type === 'object') return objectText(schema, indent)
  if (schema.format === 'date-time') return 'time'
  return schema.type === undefined ? 'anything' : [schema.type].flat().join(' | ')
}

function arrayText({ items, prefixItems }: Schema, indent: string): string {
  if (prefixItems !== undefined) {
    return `[${prefixItems.map((each) => typeText(each, indent)).join(', ')}]`
  }
  const text = typeText(items ?? {}, indent)
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})[]` : `${text}[]`
}

function objectText(schema: Schema, indent: string): string {
  const { properties = {}, required = [], additionalProperties: rest } = schema
  const inner = `${indent}  `
  const rows = Object.entries(properties).map(
    ([name, each]) => `${name}${required.includes(name) ? '' : '?'}: ${typeText(each, inner)}`,
  )
  if (typeof rest === 'object') rows.push(`[name]: ${typeText(rest, inner)}`)
  const line = `{ ${rows.join('; ')} }`
  if (line.length + indent.length <= 80 && !line.includes('\n'))
    return rows.length === 0 ? '{}' : line
  return `{\n${rows.map((row) => `${inner}${row}`).join('\n')}\n${indent}}`
}
