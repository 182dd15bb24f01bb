import type { components } from './schema';

/** The description lets numbers come as text too, as the gateway reads them so; it never writes them so. */
type Written<T> = number extends T
  ? Exclude<T, string>
  : T extends readonly (infer Item)[]
    ? Written<Item>[]
    : T extends object
      ? { [Key in keyof T]: Written<T[Key]> }
      : T;

type Schemas = components['schemas'];

export type DatasetStatus = Written<Schemas['DatasetStatus']>;
export type DatasetList = Written<Schemas['DatasetList']>;
export type DecisionReceipt = Written<Schemas['DecisionReceipt']>;
export type DecisionRecord = Written<Schemas['DecisionRecord']>;
export type ReviewList = Written<Schemas['ReviewList']>;
export type ReviewPage = Written<Schemas['ReviewPage']>;
export type ReviewPurpose = Schemas['ReviewPurpose'];
export type ReviewSummary = Written<Schemas['ReviewSummary']>;
export type ReviewTask = Written<Schemas['ReviewTask']>;
export type RoundList = Written<Schemas['RoundList']>;
export type RoundReport = Written<Schemas['RoundReport']>;
export type SnapshotList = Written<Schemas['SnapshotList']>;
export type SnapshotSummary = Written<Schemas['SnapshotSummary']>;
export type SubmitDecisions = Written<Schemas['SubmitDecisions']>;
export type SubmittedDecision = Written<Schemas['SubmittedDecision']>;
export type Verdict = Schemas['Verdict'];
