import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Wish } from '../data/queries.ts'
import { text } from '../strings.ts'
import classes from './Directory.module.css'

const words = text.directory
const SETTLE_MS = 180

type Shown = {
  readonly wish: Wish
  readonly skills: readonly string[]
  readonly ask: (change: Partial<Wish>) => void
}

export function Filters({ wish, skills, ask }: Shown) {
  const known = wish.skill === '' || skills.includes(wish.skill) ? skills : [wish.skill, ...skills]
  return (
    <search className={classes.filters}>
      <Search said={wish.text} ask={(said) => ask({ text: said })} />
      <NativeSelect
        className={classes.skill}
        aria-label={words.skill}
        data={[{ value: '', label: words.anySkill }, ...known]}
        value={wish.skill}
        onChange={({ currentTarget }) => ask({ skill: currentTarget.value })}
      />
      <Switch
        className={classes.switch}
        label={words.responsive}
        checked={wish.responsive}
        onChange={({ currentTarget }) => ask({ responsive: currentTarget.checked })}
      />
    </search>
  )
}

/** Asks when the typing rests; what is typed is never replaced by an answer that comes late. */
function Search({ said, ask }: { readonly said: string; readonly ask: (said: string) => void }) {
  const [typed, setTyped] = useState(said)
  const [asked, setAsked] = useState(said)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // The address changed by other means, such as the way back.
  if (said !== asked) {
    setAsked(said)
    setTyped(said)
  }
  const type = (value: string) => {
    setTyped(value)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setAsked(value)
      ask(value)
    }, SETTLE_MS)
  }
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={words.search}
      placeholder={words.searchHint}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      maxLength={200}
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  )
}
