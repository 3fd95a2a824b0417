import { Anchor, Stack, Text, Title } from '@mantine/core'
import { text } from '../strings/en.ts'

export function NotFound() {
  const { title, text: about, home } = text.shell.notFound
  return (
    <Stack align="center" gap="xs" py={96} px="md">
      <Title order={1}>{title}</Title>
      <Text c="dimmed">{about}</Text>
      <Anchor href="/app/">{home}</Anchor>
    </Stack>
  )
}
