/** docs/access.md: who may use which route, made of the table the server keeps to. `--write` writes it; without, it is compared. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ACCESS, type Access } from '../src/main/access.ts'
import { ROLES } from '../src/staff/model.ts'

const FILE = join(import.meta.dirname, '..', 'docs', 'access.md')

const HEAD = `# Who may use which route

Made by \`node scripts/check-access.ts --write\` out of \`src/main/access.ts\`; \`npm run check\` compares. The server does not start with a
route that is not here, and \`src/main/access.test.ts\` asks every one of them as everybody over real connections (R-S3).

*anybody*: without signing in. *a contestant*: with the token of a registration. ●: this role may. **asks for** is how much of a session
(rules/staff.md, P-12): *begun*, the passphrase was right; *enrolling*, that within five minutes, open to who has no second factor yet;
*whole*, the second factor was shown; *fresh*, and within five minutes. A unit coordinator sees one subtree (P-2), an officer of one authority
nothing of another (P-3), and what takes two people is in P-20. Roles besides are a row in \`src/staff/policy.ts\`.
`

export function writeAccess(table: Readonly<Record<string, Access>>): string {
  const routes = Object.entries(table)
  const open = routes.flatMap(([route, { may }]) => (may === 'staff' ? [] : [{ route, may }]))
  const staff = routes.flatMap(([route, access]) => (access.may === 'staff' ? [{ route, ...access }] : []))
  const cells = (values: readonly string[]) => `| ${values.join(' | ')} |`
  const rule = (columns: number) => cells(Array(columns).fill('---'))
  return [
    HEAD,
    '## The console',
    '',
    cells(['route', ...ROLES, 'asks for']),
    rule(ROLES.length + 2),
    ...staff.map(({ route, roles, level }) =>
      cells([`\`${route}\``, ...ROLES.map((role) => (roles.includes(role) ? '●' : '')), level]),
    ),
    '',
    '## The contest',
    '',
    cells(['route', 'who']),
    rule(2),
    ...open.map(({ route, may }) =>
      cells([`\`${route}\``, may === 'anybody' ? 'anybody' : 'a contestant, in their own name']),
    ),
    '',
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const made = writeAccess(ACCESS)
  if (process.argv.includes('--write')) writeFileSync(FILE, made)
  else if (readFileSync(FILE, 'utf8') !== made) {
    console.log('docs/access.md is not what src/main/access.ts says: node scripts/check-access.ts --write')
    process.exitCode = 1
  }
}
