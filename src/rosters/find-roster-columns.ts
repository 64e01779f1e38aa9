/**
 * Which column of somebody's list is which? By the names that offices give them, in any order, with or without diacritics,
 * or as somebody has said. The row of the names need not be the first: titles stand above it.
 */
import { searchKeyOf } from '../platform/text.ts'
import { FIELDS, type Field } from './model.ts'

const NAMES: readonly (readonly [Field, RegExp])[] = [
  [
    'fullName',
    /^(ho (va |, )?(chu )?(ten )?dem (va )?ten|ho (va )?ten( can bo| khai sinh| cong chuc| vien chuc)?( cbccvc)?|ho ten.*|ten (can bo|nhan vien|cong chuc)|full ?name|name)$/,
  ],
  ['lastName', /^(ho|ho (va )?(ten |chu )?(dem|lot)|ho lot|last ?name|surname)$/],
  ['firstName', /^(ten|first ?name|given ?name)$/],
  [
    'unit',
    /^((ten )?(don vi|co quan|phong ban|noi)( ?(cong tac|lam viec|truc thuoc|hien tai))?( co quan| phong ban)?|don vi.*|co quan.*|phong ban|ma don vi|unit|department|organi[sz]ation)$/,
  ],
  ['position', /^(chuc (vu|danh)( .*)?|vi tri( viec lam)?|position|title)$/],
  [
    'staffCode',
    /^((ma|so hieu)( so)? ?(cbccvc|cb|can bo|cong chuc|vien chuc|nhan vien|nv|cc|vc|ho so|cong chuc vien chuc)?( cong chuc| vien chuc| nguoi lao dong)*|staff ?(code|id|no)|employee ?(code|id|no))$/,
  ],
  [
    'citizenId',
    /^((so )?(can cuoc( cong dan)?|cccd|cmnd|cmt|dinh danh( ca nhan)?|gttt)( cccd| cmnd| cmt| can cuoc| dinh danh| cong dan| ca nhan)*|ma dinh danh|citizen ?id|national ?id)$/,
  ],
  ['phone', /^((so )?(dien thoai|dt|sdt|di dong|dtdd)( .*)?|phone.*|mobile.*|tel)$/],
  [
    'birthOn',
    /^((ngay|ngay thang|ngay thang nam) ?(nam )?sinh|nam sinh|sinh ngay|ns|date of birth|birth ?(day|date)|dob)$/,
  ],
  [
    'validFrom',
    /^((tu|ke tu) ngay|ngay (bat dau|vao co quan|tuyen dung|ve don vi|nhan cong tac|hieu luc|dieu dong|chuyen)( .*)?|from|valid from|start ?(date)?)$/,
  ],
  [
    'validTo',
    /^(den ngay|ngay (ket thuc|nghi|thoi viec|nghi huu|chuyen di|het hieu luc)|to|until|valid to|end ?(date)?)$/,
  ],
  [
    'ending',
    /^(trang thai|tinh trang( cong tac)?|bien dong|ly do( nghi| bien dong)?|loai bien dong|status)$/,
  ],
]
/** A heading is looked for in so many rows from the top. */
export const LOOK_AT = 30
const NO_NUMBER = /^(stt|tt|so tt|so thu tu|no)$/

export type RosterColumns = Partial<Record<Field, number>>

/** `given`: names of columns in the file, and what they mean. Null: this row is not the row of the names. */
export function findRosterColumns(
  cells: ReadonlyMap<number, string>,
  given: Readonly<Record<string, Field>> = {},
): { columns: RosterColumns; unknown: string[] } | null {
  const told = new Map(Object.entries(given).map(([name, field]) => [searchKeyOf(name), field]))
  const columns: RosterColumns = {}
  const unknown: string[] = []
  for (const [at, text] of [...cells].sort(([a], [b]) => a - b)) {
    const key = searchKeyOf(text.replace(/\(.*?\)/gs, ''))
    const field =
      told.get(searchKeyOf(text)) ?? told.get(key) ?? NAMES.find(([, form]) => form.test(key))?.[0]
    if (field && columns[field] === undefined) columns[field] = at
    else if (key !== '' && !NO_NUMBER.test(key)) unknown.push(text.replace(/\s+/g, ' ').trim().slice(0, 100))
  }
  // “Họ và tên” over two columns: họ và đệm under it, tên beside it without a name.
  const hasName =
    columns.fullName !== undefined || (columns.lastName !== undefined && columns.firstName !== undefined)
  const known = FIELDS.filter((field) => columns[field] !== undefined).length
  return hasName && known >= 2 ? { columns, unknown } : null
}
