/**
 * The unit search as a combobox: suggestions while one types, arrows and Enter, or a tap. The plain form underneath
 * (search, then choose) stays what is sent: one hidden input takes the place of the radio buttons.
 */
type Unit = { id: string; name: string; path: string }

const WAIT_MS = 180

for (const picker of document.querySelectorAll<HTMLElement>('[data-unit-picker]')) enhance(picker)

function enhance(picker: HTMLElement): void {
  const input = picker.querySelector<HTMLInputElement>('input[name=unitQuery]')
  const choices = picker.querySelector<HTMLElement>('[data-choices]')
  if (!input || !choices) return
  const words = picker.dataset
  const before = picker.querySelector<HTMLInputElement>('input[name=unitId]:checked')
  const above = document.createElement('p')
  const status = document.createElement('p')
  const list = document.createElement('ul')
  const hidden = document.createElement('input')
  let units: Unit[] = []
  let active = -1
  let asked = 0

  hidden.type = 'hidden'
  hidden.name = 'unitId'
  above.className = 'small muted'
  above.textContent = before?.parentElement?.querySelector('small')?.textContent ?? ''
  status.className = 'small'
  status.setAttribute('role', 'status')
  list.className = 'suggest'
  list.id = 'unit-list'
  list.lang = 'vi'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', picker.querySelector('label')?.textContent ?? '')
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-autocomplete': 'list',
  }))
    input.setAttribute(name, value)
  const found = [...choices.querySelectorAll<HTMLInputElement>('input[name=unitId]')]
  picker.querySelector('button')?.remove()
  choices.replaceChildren(hidden, above, list, status)
  if (before) {
    hidden.value = before.value
    input.value = before.parentElement?.querySelector('span')?.firstChild?.textContent ?? input.value
  } else if (found.length > 0) search()

  function show(open: boolean): void {
    list.hidden = !open
    input?.setAttribute('aria-expanded', String(open))
    if (!open) mark(-1)
    // On a phone the keyboard covers the lower half: what was found must not lie under it.
    else if (list.getBoundingClientRect().bottom > innerHeight) picker.scrollIntoView()
  }

  function mark(index: number): void {
    active = index
    ;[...list.children].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === index))
      if (at === index) item.scrollIntoView({ block: 'nearest' })
    })
    if (index < 0) input?.removeAttribute('aria-activedescendant')
    else input?.setAttribute('aria-activedescendant', `unit-${index}`)
  }

  function choose(unit: Unit | undefined): void {
    if (!unit || !input) return
    hidden.value = unit.id
    input.value = unit.name
    above.textContent = aboveOf(unit)
    status.textContent = ''
    show(false)
  }

  function itemOf(unit: Unit, index: number): HTMLLIElement {
    const item = document.createElement('li')
    const where = document.createElement('small')
    item.id = `unit-${index}`
    item.setAttribute('role', 'option')
    item.setAttribute('aria-selected', 'false')
    where.textContent = aboveOf(unit)
    item.append(unit.name, where)
    // pointerdown would choose while a thumb still scrolls the list; mousedown only keeps the focus in the field.
    item.addEventListener('mousedown', (event) => event.preventDefault())
    item.addEventListener('click', () => choose(unit))
    return item
  }

  async function search(): Promise<void> {
    const query = input?.value.trim() ?? ''
    const mine = ++asked
    if (query === '') {
      status.textContent = ''
      return show(false)
    }
    try {
      const reply = await fetch(`${words.unitPicker}&query=${encodeURIComponent(query)}`)
      if (!reply.ok) throw new Error(String(reply.status))
      const answer: Unit[] = await reply.json()
      if (mine !== asked) return
      units = answer
      list.replaceChildren(...units.map(itemOf))
      show(units.length > 0)
      const count = (words.results ?? '').replace('{count}', String(units.length))
      status.textContent =
        units.length === 0
          ? (words.none ?? '').replace('{query}', query)
          : count + (units.length >= 50 ? ` ${words.more}` : '')
    } catch {
      if (mine === asked) status.textContent = words.lost ?? ''
    }
  }

  let timer = 0
  input.addEventListener('input', () => {
    hidden.value = ''
    above.textContent = ''
    clearTimeout(timer)
    timer = setTimeout(search, WAIT_MS) as unknown as number
  })
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    const open = !list.hidden
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return void search()
      const step = event.key === 'ArrowDown' ? 1 : -1
      mark((active + step + units.length) % units.length)
    } else if (event.key === 'Enter' && hidden.value === '') {
      // Enter in an unfinished search chooses; it does not send half a form.
      event.preventDefault()
      if (open) choose(units[Math.max(active, 0)])
      else search()
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      show(false)
    }
  })
  input.addEventListener('blur', () => setTimeout(() => show(false), 150))
}

function aboveOf(unit: Unit): string {
  return unit.path.split(' › ').slice(0, -1).join(' › ')
}
