import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useContext, useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { say } from '../ui/say.ts'
import classes from './EraseDialog.module.css'
import { MemberId, useAct } from './use-member.ts'

const words = text.member.record

/** Nobody erases themselves by a slip: what goes is said, and the own name is typed. */
export function EraseDialog({ close }: { readonly close: () => void }) {
  const member = useContext(MemberId)
  const [typed, setTyped] = useState('')
  const [erasing, setErasing] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const act = useAct()
  const erase = async () => {
    setErasing(true)
    setFailed(null)
    try {
      await act((own) => own.erase())
      close()
      say({ kind: 'good', title: words.erased })
    } catch (error) {
      setFailed(wordsOf(error))
      setErasing(false)
    }
  }
  return (
    <Dialog title={words.eraseTitle} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void erase()
        }}
      >
        <Stack gap="md">
          <ul className={classes.what}>
            {words.eraseWhat.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <TextInput
            label={words.eraseType(member)}
            value={typed}
            autoComplete="off"
            data-autofocus
            error={failed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={close}>
              {text.member.act.cancel}
            </Button>
            <Button type="submit" color="red" loading={erasing} disabled={typed !== member}>
              {words.eraseDo}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
