import { Button } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { isAbsent } from '../data/call.ts'
import { text } from '../strings.ts'
import { Absent } from './Absent.tsx'
import { Blank } from './Blank.tsx'

type Shown = { readonly error: unknown; readonly reset?: () => void }

/** What could not be read, with why and a way to try again. */
export function Failed({ error, reset }: Shown) {
  if (isAbsent(error)) return <Absent />
  return (
    <Blank
      isPage
      icon={IconCloudOff}
      title={text.bad.failedTitle}
      about={error instanceof Error ? error.message : text.bad.broken}
    >
      <Button variant="default" onClick={() => (reset === undefined ? location.reload() : reset())}>
        {text.bad.again}
      </Button>
    </Blank>
  )
}
