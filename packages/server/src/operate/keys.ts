import type { Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { type KeyRole, makeKey } from '../access/key.ts'
import type { Chance } from '../base/chance.ts'

type Ports = { readonly store: Pick<Store, 'keys'>; readonly chance: Chance }

export type KeyWish = {
  readonly id: string
  readonly role: KeyRole
  readonly expiresAt: Ms | null
  readonly now: Ms
}

/** Makes an API key. The token is returned this once; only its hash is kept. Null: the id is taken. */
export async function addKey({ store, chance }: Ports, wish: KeyWish): Promise<string | null> {
  const { id, role, expiresAt, now } = wish
  const { token, kept } = makeKey(chance, { id, role })
  const added = await store.keys.add({
    id,
    role,
    hash: kept.sha256,
    name: id,
    created_at: now,
    expires_at: expiresAt,
  })
  return added === 'added' ? token : null
}
