/**
 * What is wrong with a rulebook, said to somebody who fills in forms (docs/rules/setup.md, E-2): the sentences of the file
 * where they speak of the thing, and others where they speak of the file's keys. Which field is meant, the page says.
 */
import { ruleSentences, type Said, say } from './file-messages.ts'

/** How faults are told: to somebody who writes the file, or to somebody who fills in forms. */
export type Voice = { readonly rules: Readonly<typeof ruleSentences>; readonly say: Readonly<typeof say> }

export const fileVoice: Voice = { rules: ruleSentences, say }

/** A list, a group, a tick or a line: what is missing is entered, or chosen, or added. */
function entered(types: readonly string[]): Said {
  if (types.includes('array')) return { vi: 'Cần thêm ít nhất một mục.', en: 'At least one is needed.' }
  if (types.includes('boolean')) return { vi: 'Cần chọn.', en: 'Choose one.' }
  return { vi: 'Cần nhập mục này.', en: 'This is needed.' }
}

function typed(types: readonly string[]): Said {
  if (types.includes('int')) return { vi: 'Cần nhập một số nguyên.', en: 'Enter a whole number.' }
  if (types.includes('number')) return { vi: 'Cần nhập một số.', en: 'Enter a number.' }
  return { vi: 'Mục này chưa nhập đúng; hãy nhập lại.', en: 'This cannot be used; enter it again.' }
}

export const formVoice: Voice = {
  rules: {
    ...ruleSentences,
    'local-time-form': { vi: 'Cần chọn đủ ngày và giờ.', en: 'Choose both the day and the hour.' },
    'local-date-form': { vi: 'Cần chọn đủ ngày, tháng, năm.', en: 'Choose day, month and year.' },
    'hour-minute-form': { vi: 'Cần nhập đủ giờ và phút.', en: 'Enter both hour and minute.' },
    'telephone-form': {
      vi: 'Số điện thoại có 6 đến 20 ký tự: chữ số, dấu cách và các dấu + ( ) . -',
      en: 'A telephone number has 6 to 20 characters: digits, spaces and + ( ) . -',
    },
    'numbered-in-order': {
      vi: 'Các đợt thi đánh số liên tục 1, 2, 3…; hãy bỏ đợt này và thêm lại.',
      en: 'Rounds are numbered 1, 2, 3…; remove this one and add it again.',
    },
    'at-most-count': {
      vi: 'Đợt đang mở không được lớn hơn số đợt.',
      en: 'The round that is open now must not be greater than the number of rounds.',
    },
    'reserved-name': {
      vi: 'Tên trường này dành cho hệ thống; hãy đặt tên khác.',
      en: 'This name is reserved; choose another.',
    },
    'identity-is-required': {
      vi: 'Thông tin định danh thì phải bắt buộc; hãy đánh dấu “Bắt buộc”.',
      en: 'A field of identity must be required; tick “Required”.',
    },
    'regular-expression': {
      vi: 'Mẫu chưa viết đúng (biểu thức chính quy); ví dụ ^[0-9]{12}$ là đúng 12 chữ số.',
      en: 'This is not a regular expression; ^[0-9]{12}$ means 12 digits.',
    },
    'one-identity-field': {
      vi: 'Mỗi đối tượng cần ít nhất một thông tin được đánh dấu “Định danh”, để mỗi người chỉ là một thí sinh.',
      en: 'Each stream needs at least one field marked “Identity”, so that one person is one contestant.',
    },
    'needs-birth-date': {
      vi: 'Có tuổi tối thiểu thì phải hỏi ngày sinh: thêm một thông tin loại “Ngày”, tên trường là birthDate.',
      en: 'A minimum age needs the date of birth: add a field of the kind “Date” named birthDate.',
    },
    'needs-roster-number': {
      vi: 'Muốn đối chiếu danh sách thì cần một thông tin định danh loại “Số điện thoại”, “Số căn cước” hoặc “Mã cán bộ”.',
      en: 'A roster needs a field of identity of the kind “Telephone”, “Citizen number” or “Staff code”.',
    },
    'only-needs-one-attempt': {
      vi: '“Bài duy nhất” chỉ dùng khi số lượt mỗi đợt là 1; nếu không, hãy chọn cách tính khác.',
      en: '“The only one” needs exactly one attempt in a round; otherwise choose another.',
    },
    'only-percentages-have-decimals': {
      vi: 'Chỉ khi đoán tỷ lệ phần trăm mới có chữ số thập phân; với số người, số lượt, hãy nhập 0.',
      en: 'Only a percentage has decimals; for persons and attempts enter 0.',
    },
    'needs-prediction': {
      vi: 'Cuộc thi không có câu hỏi dự đoán nên không thể xếp hạng theo “Dự đoán gần đúng hơn”.',
      en: 'There is no prediction, so nothing can be ordered by “The nearer prediction”.',
    },
    'draw-comes-last': {
      vi: '“Rút thăm” phải đứng cuối; sau đó không còn ai bằng nhau.',
      en: '“The draw” must come last; after it nothing is equal any more.',
    },
    'broken-needs-draw': {
      vi: 'Muốn không ai cùng hạng thì tiêu chí cuối phải là “Rút thăm”; nếu không, hãy chọn “Cùng một hạng”.',
      en: 'If no two may share a place, “The draw” must be the last key; otherwise choose “Share a place”.',
    },
    'known-stream': {
      vi: 'Không còn đối tượng dự thi này; hãy chọn lại.',
      en: 'This stream is not there any more; choose another.',
    },
    'needs-cumulative': {
      vi: 'Giải chung cuộc của cuộc thi nhiều đợt cần có xếp hạng chung cuộc (phần “Thứ tự xếp hạng”); nếu không, hãy chọn “Mỗi đợt thi”.',
      en: 'A prize of the contest over several rounds needs final standings (“Order of the standings”); otherwise choose “Each round”.',
    },
    'known-identity-field': {
      vi: 'Không đối tượng nào còn thông tin định danh này; hãy chọn lại.',
      en: 'No stream has this field of identity any more; choose another.',
    },
  },
  say: {
    ...say,
    missing: (_, types) => entered(types),
    missingOneOf: () => ({ vi: 'Cần chọn một mục.', en: 'Choose one.' }),
    empty: (types) => entered(types),
    wrongType: (types) => typed(types),
    oneOf: (found) => ({
      vi: `Không còn lựa chọn “${found}”; hãy chọn lại.`,
      en: `“${found}” cannot be chosen; choose again.`,
    }),
    unknownKey: (key) => ({
      vi: `Phần mềm không có mục “${key}”; hãy bỏ phần này và nhập lại.`,
      en: `There is nothing called “${key}”; remove this part and enter it again.`,
    }),
    textLength: (least, most) => (least === 1 ? entered(['string']) : say.textLength(least, most)),
    listLength: (least, most) => ({
      vi: least === undefined ? `Nhiều nhất ${most} mục.` : `Cần ít nhất ${least} mục.`,
      en: least === undefined ? `At most ${most}.` : `At least ${least} is needed.`,
    }),
    unknownTopic: (topic) => ({
      vi: `Các ngân hàng đã chọn không có chủ đề “${topic}”; hãy chọn chủ đề khác.`,
      en: `The chosen banks have no topic “${topic}”; choose another.`,
    }),
    tooFewForPractice: (found, needed) => ({
      vi: `Ngân hàng không đủ câu hỏi thi thử: có ${found} câu hợp lệ, cần ${needed}.`,
      en: `The bank has too few practice questions: ${found} valid, ${needed} needed.`,
    }),
    nothingToChoose: () => ({
      vi: 'Không đơn vị nào để chọn: cần ít nhất một đơn vị cho phép người dự thi chọn, thuộc các loại đã đánh dấu và còn hiệu lực trong thời gian thi.',
      en: 'No unit is left to choose: at least one must be open to choice, of the kinds ticked, and valid during the contest.',
    }),
  },
}
