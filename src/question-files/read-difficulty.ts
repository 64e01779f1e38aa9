import { DIFFICULTIES, type Difficulty } from '../contests/model.ts'
import { searchKeyOf } from '../platform/text.ts'

/** Of Bloom's four, as schools write them, too. */
const NAMES: Record<Difficulty, RegExp> = {
  easy: /^(de|easy|nhan biet|biet|nb|1)$/,
  medium: /^(trung binh|vua|tb|medium|average|thong hieu|hieu|th|2)$/,
  hard: /^(kho|hard|difficult|van dung( cao)?|vd|vdc|3|4)$/,
}

/** What somebody calls difficult; undefined where nobody knows. */
export function readDifficulty(text: string | undefined): Difficulty | undefined {
  const name = searchKeyOf(text ?? '')
  return DIFFICULTIES.find((each) => NAMES[each].test(name))
}
