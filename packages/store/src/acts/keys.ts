import type { Ms } from '@alacrity/engine'
import type { ApiKey, Keys } from '../port-service.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

export const keys = {
  add: writing(function* (key: Omit<ApiKey, 'revoked_at'>): Steps<'added' | 'already'> {
    const { id, hash, role, name, created_at, expires_at } = key
    const added = yield* one('key_add', id, hash, role, name, created_at, expires_at)
    return added === null ? 'already' : 'added'
  }),
  byHash: reading((hash: string) => one<ApiKey>('key_by_hash', hash)),
  all: reading(() => all<ApiKey>('key_all')),
  revoke: writing(function* (id: string, at: Ms): Steps<'revoked' | 'unknown'> {
    return (yield* one('key_revoke', id, at)) === null ? 'unknown' : 'revoked'
  }),
} satisfies Acts<Keys>
