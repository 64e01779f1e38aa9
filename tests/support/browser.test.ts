import assert from 'node:assert/strict'
import { it } from 'node:test'
import { launchBrowser } from './browser.ts'

it('opens a page with Vietnamese on it, as root and on a bare machine', async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
    await page.setContent('<p>Cuộc thi trực tuyến tìm hiểu cải cách hành chính</p>')
    assert.equal(await page.locator('p').textContent(), 'Cuộc thi trực tuyến tìm hiểu cải cách hành chính')
  } finally {
    await browser.close()
  }
})
