/** What the queue does when somebody has asked for a search, at once. */
import { searchDuplicates } from '../../src/duplicates/search-duplicates.ts'
import type { TestHouse } from './a-house.ts'

export async function lookForDuplicates(house: TestHouse): Promise<number> {
  const contest = house.house.calendar.contestOf('thi')!
  return searchDuplicates(house.house, { contest, at: house.clock.now() })
}
