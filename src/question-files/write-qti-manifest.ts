import { escapeXml } from './flatten-markup.ts'
import type { QtiVersion } from './qti-tags.ts'
import type { QtiPart } from './write-qti.ts'

const LOM = 'http://ltsc.ieee.org/xsd/LOM'
const FORMS = {
  '2.1': {
    namespace: 'http://www.imsglobal.org/xsd/imscp_v1p1',
    schema: 'QTIv2.1 Package',
    version: '1.0.0',
    type: 'imsqti_item_xmlv2p1',
  },
  '3.0': {
    namespace: 'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1',
    schema: 'QTI Package',
    version: '3.0.0',
    type: 'imsqti_item_xmlv3p0',
  },
} as const

/** The list of what is in a package, in the order of the questions. */
export function writeQtiManifest(parts: readonly QtiPart[], version: QtiVersion): string {
  const form = FORMS[version]
  const resources = parts.map(({ item, identifier, href, images }) => {
    const files = [href, ...[...images.values()].map((name) => `items/${name}`)]
    return `<resource identifier="${identifier}" type="${form.type}" href="${href}">${metadataOf(item)}${files
      .map((file) => `<file href="${escapeXml(file)}"/>`)
      .join('')}</resource>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="${form.namespace}" identifier="MANIFEST">
<metadata><schema>${form.schema}</schema><schemaversion>${form.version}</schemaversion></metadata>
<organizations/>
<resources>
${resources.join('')}</resources>
</manifest>
`
}

function metadataOf({ topic, difficulty }: QtiPart['item']): string {
  if (topic === undefined && difficulty === undefined) return ''
  const keyword =
    topic && `<general><keyword><string language="vi">${escapeXml(topic)}</string></keyword></general>`
  const level =
    difficulty &&
    `<educational><difficulty><source>hoithi</source><value>${escapeXml(difficulty)}</value></difficulty></educational>`
  return `<metadata><lom xmlns="${LOM}">${keyword ?? ''}${level ?? ''}</lom></metadata>`
}
