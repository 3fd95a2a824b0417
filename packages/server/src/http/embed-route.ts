import { formatInstant } from '@alacrity/engine'
import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import { type EmbedSigner, signEmbed } from '../access/token.ts'
import { absent, json, memberOf, type Route, route } from './route.ts'

/** Gives a member a token for a page that shows their score, and can do nothing else. */
export function embedRoute(signer: EmbedSigner | null): Route {
  return route({
    name: 'make_embed_token',
    method: 'POST',
    path: '/v1/members/{member}/embed-tokens',
    about: 'A token for an embedded score page of this member, good for five minutes.',
    group: 'member',
    access: ROWS.own,
    answers: {
      201: {
        about: 'the token',
        schema: z.strictObject({ token: z.string(), expires_at: z.string() }),
      },
    },
    errors: [],
    handle: async (call) => {
      if (signer === null) return absent()
      const { token, expiresAt } = await signEmbed(signer, memberOf(call), call.now)
      return json({ token, expires_at: formatInstant(expiresAt) }, { status: 201 })
    },
  })
}
