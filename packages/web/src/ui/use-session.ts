import { useSyncExternalStore } from 'react'
import { onSession, type Session, session } from '../data/session.ts'

export function useSession(): Session {
  return useSyncExternalStore(onSession, session)
}
