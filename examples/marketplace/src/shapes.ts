import { z } from 'zod'

// What goes over the wire between the marketplace's pages and its server. Pages import the types.

const ID = z.string().min(1).max(200)
/** A page's own name for what it sends: sent again, it is not there twice. */
const FRESH_ID = z.uuid().optional()
const TEXT = z.string().trim().min(1, 'is empty').max(4_000)

/** What a client may open a conversation with. */
const OPENING_KINDS = ['inquiry', 'request', 'invitation'] as const
/** A freelancer's reply that is a decision. */
const ANSWERS = ['accept', 'decline', 'quote'] as const

export const SIGN_IN = z.strictObject({ person: ID })

export const DIRECTORY_QUERY = z.object({
  text: z.string().max(200).default(''),
  skill: z.string().max(100).default(''),
  responsive: z.enum(['true', 'false']).default('false'),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
})

export const OPEN_CONVERSATION = z.strictObject({
  id: FRESH_ID,
  freelancer: ID,
  text: TEXT,
  kind: z.enum(OPENING_KINDS).default('inquiry'),
})

export const WRITE_MESSAGE = z.strictObject({
  id: FRESH_ID,
  text: TEXT,
  /** Of a freelancer: a decision instead of plain text. */
  answer: z.enum(ANSWERS).optional(),
  /** Of a client: thanks and the like, which ask for no answer. */
  thanks: z.boolean().default(false),
})

export type Role = 'freelancer' | 'client' | 'operator'

/** Somebody as everybody sees them. */
export type Person = {
  readonly id: string
  readonly role: Role
  readonly name: string
  readonly initials: string
  /** Background of the avatar, such as "#2f6f4f". */
  readonly colour: string
  /** Of a freelancer: the trade. Of a client: where they are from. */
  readonly title: string
}

export type Freelancer = Person & {
  readonly skills: readonly string[]
  /** Whole dollars an hour. */
  readonly rate: number
  /** The published labels: ["Responsive"], or [] for whatever reason there is none. */
  readonly labels: readonly string[]
}

export type Profile = Freelancer & { readonly bio: string }

export type Directory = {
  readonly items: readonly Freelancer[]
  readonly total: number
  readonly page: number
  readonly pages: number
  /** Every skill there is, for the filter. */
  readonly skills: readonly string[]
}

export type Message = {
  readonly id: string
  readonly at: Ms
  readonly sender: 'freelancer' | 'client' | 'system'
  /**
   * message | inquiry | request | invitation | acknowledgement (thanks) | automated | accept | decline |
   * quote | note (the system says what happened)
   */
  readonly kind: string
  /** Empty where it was taken back. */
  readonly text: string
  readonly withdrawn: boolean
}

export type Conversation = {
  readonly id: string
  readonly freelancer: Freelancer
  readonly client: Person
  readonly last_at: Ms
  readonly last: Message | null
  /** Whether the freelancer owes an answer, as far as the marketplace can tell by itself. */
  readonly waiting: boolean
}

export type OpenConversation = Conversation & { readonly messages: readonly Message[] }

/** Who is signed in, and where their other pages are. */
export type Session = {
  readonly me: Person | null
  /** The score page of a freelancer or the operator's workbench, at the service; null for a client. */
  readonly score_page: string | null
}

/** Whom the demonstration offers to be. */
export type Cast = Readonly<Record<'freelancers' | 'clients' | 'operators', readonly Person[]>>

/** What an event stream says; what is new is then read where it is protected. */
export type LiveEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'conversation'; readonly conversation: string }
  | { readonly kind: 'labels' }

export type Problem = { readonly code: string; readonly message: string }

type Ms = number
