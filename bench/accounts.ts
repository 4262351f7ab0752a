/** The id of the n-th account of a benchmark, the same in every process. */
export const accountIdOf = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
