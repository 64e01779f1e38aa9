export type QtiVersion = '2.1' | '3.0'
export type QtiTags = {
  readonly namespaces: Readonly<Record<string, string>>
  /** Names are those of 2.1; values of attributes are escaped already. */
  tag(name: string, attributes: Readonly<Record<string, string | undefined>>, content?: string): string
}

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const NAMESPACES: Record<QtiVersion, Readonly<Record<string, string>>> = {
  '2.1': {
    xmlns: 'http://www.imsglobal.org/xsd/imsqti_v2p1',
    'xmlns:xsi': INSTANCE,
    'xsi:schemaLocation':
      'http://www.imsglobal.org/xsd/imsqti_v2p1 http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd',
  },
  '3.0': {
    xmlns: 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0',
    'xmlns:xsi': INSTANCE,
    'xsi:schemaLocation':
      'http://www.imsglobal.org/xsd/imsqtiasi_v3p0 https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd',
  },
}

/** QTI 3.0 has the elements of 2.1 under names of HTML's custom elements: qti-simple-choice, response-identifier. */
export function qtiTags(version: QtiVersion): QtiTags {
  const isThird = version === '3.0'
  return {
    namespaces: NAMESPACES[version],
    tag(name, attributes, content = '') {
      const written = isThird ? `qti-${kebab(name)}` : name
      const pairs = Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ` ${isThird && !key.includes(':') ? kebab(key) : key}="${value}"`)
      return content === ''
        ? `<${written}${pairs.join('')}/>`
        : `<${written}${pairs.join('')}>${content}</${written}>`
    },
  }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
