import type { FastifyInstance } from 'fastify'
import { questionImageRoutes } from './image-routes.ts'
import { questionImportRoutes } from './import-routes.ts'
import type { BankRouteNeeds } from './open-bank-desk.ts'
import { bankQuestionRoutes } from './question-routes.ts'
import { legalSourceRoutes } from './source-routes.ts'
import { bankWritingRoutes } from './writing-routes.ts'

/** Everything that officers ask of the question bank (docs/rules/banks.md). */
export function bankRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  bankQuestionRoutes(app, needs)
  bankWritingRoutes(app, needs)
  legalSourceRoutes(app, needs)
  questionImageRoutes(app, needs)
  questionImportRoutes(app, needs)
}
