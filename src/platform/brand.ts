declare const brand: unique symbol

/** A value that only its own parser can make: two ids of different things never mix. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
