import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { text } from '../../strings/en.ts'

export function Remove({ what, go }: { readonly what: string; readonly go: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      aria-label={text.operator.form.remove(what)}
      onClick={go}
    >
      <IconTrash size={17} stroke={1.75} />
    </ActionIcon>
  )
}
