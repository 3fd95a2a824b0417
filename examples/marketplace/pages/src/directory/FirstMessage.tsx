import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import type { OpenConversation, Profile } from '../../../src/shapes.ts'
import { call } from '../data/call.ts'
import { useDraft } from '../data/drafts.ts'
import { inboxQuery, takeConversation } from '../data/queries.ts'
import { text } from '../strings.ts'
import classes from './ProfilePage.module.css'

const words = text.profile
type Kind = keyof typeof words.kinds
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }))
const LENGTH_MAX = 4_000

/** Opens a conversation. The text stays in this browser until the marketplace has it. */
export function FirstMessage({ profile }: { readonly profile: Profile }) {
  const navigate = useNavigate()
  const [draft, setDraft] = useDraft(`to ${profile.id}`)
  const [kind, setKind] = useState<Kind>('inquiry')
  // The id goes along, so that sending again after a lost answer opens no second conversation.
  const [id] = useState(() => crypto.randomUUID())
  const opening = useMutation({
    mutationFn: () => {
      const body = { id, freelancer: profile.id, text: draft, kind }
      return call<OpenConversation>('POST', '/api/conversations', body)
    },
    onSuccess: (conversation) => {
      takeConversation(conversation)
      setDraft('')
      void navigate({ to: '/inbox/$id', params: { id: conversation.id } })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (draft.trim() !== '' && !opening.isPending) opening.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <h2>{words.writeTitle(profile.name)}</h2>
      <SegmentedControl
        fullWidth
        aria-label={words.kind}
        data={KINDS}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      <Textarea
        aria-label={words.label}
        placeholder={words.placeholder}
        rows={6}
        maxLength={LENGTH_MAX}
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      />
      {opening.isError ? (
        <p role="alert" className={classes.bad}>
          {opening.error.message}
        </p>
      ) : null}
      <Button type="submit" loading={opening.isPending} disabled={draft.trim() === ''}>
        {words.send}
      </Button>
      <Before freelancer={profile.id} />
    </form>
  )
}

function Before({ freelancer }: { readonly freelancer: string }) {
  const { data } = useQuery(inboxQuery)
  const found = data?.filter((each) => each.freelancer.id === freelancer).slice(0, 3) ?? []
  if (found.length === 0) return null
  return (
    <div className={classes.before}>
      {words.before}
      {found.map(({ id, last }) => (
        <Link key={id} to="/inbox/$id" params={{ id }} className="name">
          {last === null || last.text === '' ? id : last.text}
        </Link>
      ))}
    </div>
  )
}
