import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** A zod schema as clients have to meet it: what goes in, not what we make of it. Named parts are referred to as components. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, $defs: __, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: improve })
  return withComponentRefs(json)
}

/** The parts that have a name (`.meta({ id })`), as components. */
export function componentsOf(schemas: readonly z.ZodType[]): Record<string, JsonSchema> {
  const all = schemas.map(
    (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: improve }).$defs ?? {},
  )
  return Object.fromEntries(
    all
      .flatMap((parts) => Object.entries(parts))
      .map(([name, { $schema: _, id: __, ...part }]) => [name, withComponentRefs(part)]),
  )
}

const withComponentRefs = (json: object) =>
  JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema

const YES_OR_NO = JSON.stringify([{ type: 'boolean' }, { type: 'string', enum: ['true', 'false', 'on', 'off'] }])
const TEXT_OR_LIST = JSON.stringify([{ type: 'string' }, { type: 'array', items: { type: 'string' } }])

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>

const improve: Override = ({ zodSchema, jsonSchema }) => {
  // Text that is tidied first still has the limits of what it becomes.
  const { def } = zodSchema._zod
  if (def.type === 'pipe') {
    const becomes = (def as unknown as { out: z.ZodType }).out
    if (becomes._zod.def.type === 'string' || becomes._zod.def.type === 'number') become(jsonSchema, jsonSchemaOf(becomes))
  }
  // What only forms send, and what the framework makes of a list in an address.
  if (JSON.stringify(jsonSchema.anyOf) === YES_OR_NO) become(jsonSchema, { type: 'boolean' })
  if (JSON.stringify(jsonSchema.anyOf) === TEXT_OR_LIST) become(jsonSchema, { type: 'string' })
  // A known format says it better than zod's expression for it.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}

function become(jsonSchema: object, other: JsonSchema) {
  for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name)
  Object.assign(jsonSchema, other)
}
