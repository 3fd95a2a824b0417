import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const programs: Readonly<Record<string, string>> = {
  alacrity: join(root, 'packages/cli/bin/alacrity.mjs'),
  tsc: join(root, 'node_modules/typescript-7/bin/tsc'),
}

export type Ended = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of a reader of a page of the repository, with the files that the page names in it. */
export class Reader {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'alacrity-reader-'))
  readonly page: string
  /** Named files of the page, as they stand in it. */
  readonly files: ReadonlyMap<string, string>
  readonly #env: Record<string, string | undefined>

  constructor(page: string, env: Readonly<Record<string, string>>) {
    this.page = readFileSync(join(root, page), 'utf8')
    const named = this.page.matchAll(/^`([\w.]+)`[^\n]*:\n\n```\w+\n([\s\S]*?)```/gm)
    this.files = new Map([...named].map(([, name = '', text = '']) => [name, text]))
    for (const [name, text] of this.files) this.write(name, text)
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'))
    this.write('package.json', '{ "type": "module" }')
    this.#env = { ...process.env, NO_COLOR: '1', ...env }
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  /** The page's TypeScript that is in no named file, as one program: later blocks go on from earlier ones. */
  get loose(): string {
    const blocks = [...this.page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text)
    return blocks.filter((text) => ![...this.files.values()].includes(text)).join('\n')
  }

  /** Lines of the page's shell blocks, in order. */
  get commands(): readonly string[] {
    return [...this.page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    )
  }

  start(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const [program = '', ...rest] = words[0] === 'node' ? words.slice(1) : words
    return spawn(execPath, [programs[program] ?? program, ...rest], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** What the compiler says of the folder's programs; nothing where they are right. */
  async compile(): Promise<string> {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2025',
      lib: ['es2025', 'dom'],
      module: 'nodenext',
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      skipLibCheck: true,
      types: ['node'],
    }
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    return (await this.run('tsc -p .')).stdout
  }

  /** Runs a command line of the page, or a script, to its end. */
  async run(line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = this.start(line.split(' '), env)
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { status, stdout, stderr }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Resolves with the first match in what a process says; rejects when it ends without. */
export function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const hear = (part: string): void => {
      text += part
      const found = pattern.exec(text)
      if (found !== null) resolve(found[1] ?? found[0])
    }
    child.stdout?.setEncoding('utf8').on('data', hear)
    child.stderr?.setEncoding('utf8').on('data', hear)
    child.on('close', () => reject(new Error(`it ended: ${text}`)))
  })
}
