import { member } from './member.ts'
import { operator } from './operator.ts'
import { shell } from './shell.ts'

/** Every word the pages say, in English. Another language is another object of this shape. */
export const text = { shell, member, operator } as const
