/** The states of a curation in people's words, the same as the command line's; docs/curation-states.md draws them. */
const words: Record<string, string> = {
  New: 'nothing has happened yet',
  Collecting: 'collecting images',
  Advancing: 'folding in what is new',
  SelectingSeed: 'choosing the seed',
  SeedReview: 'the seed awaits its review',
  Composing: 'splitting what is certified',
  TrainingAuxiliary: 'training the auxiliary model',
  Ranking: 'ranking by loss',
  SelectingRound: 'choosing what people look at',
  RoundReview: 'the round awaits its review',
  Balancing: 'balancing the classes',
  Evaluating: 'evaluating',
  Synthesizing: 'painting more images',
  SynthesisReview: 'painted images await their review',
  Released: 'released',
  Paused: 'paused',
  Suspended: 'suspended',
  Cancelled: 'cancelled',
};

/** What a state is called; one that only a newer gateway knows keeps its name. */
export const stateWords = (state: string): string => words[state] ?? state;
