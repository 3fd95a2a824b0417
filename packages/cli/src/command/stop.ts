/** Why a command cannot do its work: said to the person, with what to do; the exit status is 2. */
export class Stop extends Error {
  readonly remedy: string

  constructor(problem: string, remedy: string) {
    super(problem)
    this.remedy = remedy
  }
}

/** 0: all good; 1: some rows were refused; 2: nothing was done; 3: the service had to stop: start it again. */
export type ExitStatus = 0 | 1 | 2 | 3
