// Holds the place of the command until its first subcommand exists.
process.stderr.write('alacrity: no subcommand exists yet\n')
process.exitCode = 2
