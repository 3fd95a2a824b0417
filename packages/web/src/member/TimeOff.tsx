import { Title } from '@mantine/core'

export function TimeOff() {
  return <Title order={1}>TimeOff</Title>
}
