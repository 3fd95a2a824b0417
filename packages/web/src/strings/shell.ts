/** What the frame around every page says. */
export const shell = {
  product: 'Alacrity',
  skip: 'Skip to the page',
  pages: 'Pages',
  framedPages: 'Pages about your responsiveness',
  unread: (count: number): string => `, ${count} unread`,
  member: {
    overview: 'Overview',
    messages: 'Messages',
    time: 'Time off',
    record: 'Record',
  },
  operator: {
    workbench: 'Workbench',
    policies: 'Policies',
    contests: 'Contests',
    health: 'Health',
    audit: 'Audit',
  },
  scheme: { light: 'Light', dark: 'Dark', auto: 'As the system', choose: 'Colours' },
  stream: {
    open: 'Live',
    connecting: 'Connecting…',
    lost: 'Reconnecting…',
    lostLong:
      'The live connection broke off. What you see may be a little behind; it catches up by itself.',
  },
  loading: 'Loading',
  close: 'Close',
  signIn: {
    title: 'Open this page from your marketplace',
    text: 'Your score is private, so this page needs to know who you are. Sign in to your marketplace and follow its link to “Your responsiveness”.',
    developer: 'For developers',
    developerText:
      'The link carries a token of your identity provider: /app/#token=… . The page removes it from the address and keeps it for this tab only.',
    paste: 'Or paste a token',
    pasteLabel: 'Token',
    see: 'Show the token',
    use: 'Use this token',
    notAToken: 'This is no token: it should be a JWT or an API key.',
  },
  expired: {
    title: 'Your sign-in has run out',
    text: 'For your safety it lasts only a while. Open this page again from your marketplace, in this tab or another: this page goes on where it was. Nothing that you typed is lost.',
    again: 'I am signed in again',
  },
  unreachable: {
    title: 'The service cannot be reached',
    text: 'What you see is from before; nothing is lost. Trying again by itself.',
    said: 'The service cannot be reached. Nothing was lost; try again in a moment.',
  },
  failed: {
    title: 'This part could not be shown',
    text: 'The rest of the page works. If it stays, tell your marketplace.',
    again: 'Try again',
  },
  notFound: {
    title: 'There is no such page',
    text: 'The address may have been cut off.',
    home: 'To the overview',
  },
} as const
