import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { describe, it } from 'node:test'
import { mailOf, readConfig } from './config.ts'

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    const config = readConfig({})
    assert.ok(isAbsolute(config.dataDirectory))
    assert.deepEqual(
      [config.PORT, config.DATABASE_URL, config.PUBLIC_URL, config.TRUSTED_PROXIES],
      [undefined, undefined, undefined, 0],
    )
  })
  it('takes what is set, and an empty text for not set', () => {
    const config = readConfig({
      PORT: '8080',
      HOST: '',
      DATABASE_URL: 'postgres://h@localhost/h',
      TRUSTED_PROXIES: '2',
    })
    assert.deepEqual([config.PORT, config.HOST, config.TRUSTED_PROXIES], [8080, readConfig({}).HOST, 2])
    assert.equal(config.DATABASE_URL, 'postgres://h@localhost/h')
  })
  it('is refused on both sides of every limit', () => {
    for (const [name, good, bad] of [
      ['PORT', ['1', '65535'], ['0', '65536', 'x', '1.5', '-1']],
      ['TRUSTED_PROXIES', ['0', '10'], ['-1', '11', 'all']],
      ['HOITHI_METRICS_TOKEN', ['x'.repeat(16)], ['x'.repeat(15)]],
      ['DATABASE_URL', ['postgresql://h/d'], ['mysql://h/d', 'h/d']],
      ['PUBLIC_URL', ['https://thi.gov.vn', 'http://10.0.0.1:3000'], ['ftp://x', 'thi.gov.vn']],
      ['DATABASE_WEB_URL', ['postgres://hoithi_web:x@h/d'], ['h/d']],
      ['DATABASE_POOLER', ['transaction'], ['session']],
      ['HOITHI_PROCESSES', ['1', '64'], ['0', '65', '1.5', 'all']],
      ['HOITHI_STARTS_PER_SECOND', ['0.1', '100000'], ['0', '100001', 'many']],
      ['HOITHI_ACCEPT_KEYS', ['session', 'receipt', 'session,receipt'], ['identity', 'all']],
      ['HOITHI_WARM_UP', ['on', 'off'], ['yes']],
      ['LOG_LEVEL', ['silent'], ['loud']],
    ] as const) {
      for (const value of good) assert.doesNotThrow(() => readConfig({ [name]: value }), `${name}=${value}`)
      for (const value of bad)
        assert.throws(() => readConfig({ [name]: value }), new RegExp(name), `${name}=${value}`)
    }
  })
  it('takes a mail server and a sender together, and never tells a password', () => {
    const MAIL_FROM = 'Ban Tổ chức <thi@x.vn>'
    for (const SMTP_URL of ['smtps://u:p%40ss@mail.x.vn:465', 'smtp://localhost'])
      assert.equal(mailOf(readConfig({ SMTP_URL, MAIL_FROM }))?.from.address, 'thi@x.vn')
    assert.equal(mailOf(readConfig({})), undefined)
    for (const wrong of [
      { SMTP_URL: 'smtps://u:bi-mat@mail.x.vn' },
      { MAIL_FROM },
      { SMTP_URL: 'http://u:bi-mat@mail.x.vn', MAIL_FROM },
      { SMTP_URL: 'smtps://u:bi-mat%@mail.x.vn', MAIL_FROM },
      { SMTP_URL: 'smtps://u:bi-mat@mail.x.vn', MAIL_FROM: 'Ban' },
    ])
      assert.throws(
        () => readConfig(wrong),
        ({ message }: Error) => /SMTP_URL|MAIL_FROM/.test(message) && !message.includes('bi-mat'),
      )
  })
  it('names all that is wrong in one list, in both tongues', () =>
    assert.throws(
      () =>
        readConfig({ PORT: 'x', DATABASE_URL: 'x', PUBLIC_URL: 'x', TRUSTED_PROXIES: 'x', LOG_LEVEL: 'x' }),
      ({ message }: Error) => {
        assert.match(message, /^không khởi động được \/ cannot start:/)
        for (const name of ['PORT', 'DATABASE_URL', 'PUBLIC_URL', 'TRUSTED_PROXIES', 'LOG_LEVEL'])
          assert.ok(message.includes(name), name)
        return true
      },
    ))
})
