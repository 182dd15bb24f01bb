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

export type ApiToken = Written<Schemas['ApiToken']>;
export type ApiTokenList = Written<Schemas['ApiTokenList']>;
export type ArrivalSummary = Written<Schemas['ArrivalSummary']>;
export type AuditList = Written<Schemas['AuditList']>;
export type AuditRecord = Written<Schemas['AuditRecord']>;
export type CreateApiToken = Written<Schemas['CreateApiToken']>;
export type CreatedApiToken = Written<Schemas['CreatedApiToken']>;
export type CreatedWebhook = Written<Schemas['CreatedWebhook']>;
export type Comparison = Written<Schemas['Comparison']>;
export type ClassGuide = Written<Schemas['ClassGuide']>;
export type DatasetSettings = Written<Schemas['DatasetSettings']>;
export type DatasetStatus = Written<Schemas['DatasetStatus']>;
export type DatasetList = Written<Schemas['DatasetList']>;
export type DecisionReceipt = Written<Schemas['DecisionReceipt']>;
export type DecisionRecord = Written<Schemas['DecisionRecord']>;
export type Grant = Written<Schemas['Grant']>;
export type LogIn = Written<Schemas['LogIn']>;
export type NotificationWishes = Written<Schemas['NotificationWishes']>;
export type NotifiedPerson = Written<Schemas['NotifiedPerson']>;
export type HeldItems = Written<Schemas['HeldItems']>;
export type HoldItems = Written<Schemas['HoldItems']>;
export type LabelMatrix = Written<Schemas['LabelMatrix']>;
export type GeneratorReport = Written<Schemas['GeneratorReport']>;
export type PaintingReport = Written<Schemas['PaintingReport']>;
export type RankingSummary = Written<Schemas['RankingSummary']>;
export type ReviewList = Written<Schemas['ReviewList']>;
export type ReviewPurpose = Schemas['ReviewPurpose'];
export type SampleCard = Written<Schemas['SampleCard']>;
export type ReviewSummary = Written<Schemas['ReviewSummary']>;
export type ReviewView = Schemas['ReviewView'];
export type ReviewTask = Written<Schemas['ReviewTask']>;
export type Role = Schemas['Role'];
export type RoundList = Written<Schemas['RoundList']>;
export type RoundReport = Written<Schemas['RoundReport']>;
export type SampleHistory = Written<Schemas['SampleHistory']>;
export type SamplePage = Written<Schemas['SamplePage']>;
export type SampleSummary = Written<Schemas['SampleSummary']>;
export type Session = Written<Schemas['Session']>;
export type SettingsVersion = Written<Schemas['SettingsVersion']>;
export type SampleChange = Written<Schemas['SampleChange']>;
export type SnapshotDifference = Written<Schemas['SnapshotDifference']>;
export type SnapshotList = Written<Schemas['SnapshotList']>;
export type SnapshotSummary = Written<Schemas['SnapshotSummary']>;
export type SubmitDecisions = Written<Schemas['SubmitDecisions']>;
export type SubmittedDecision = Written<Schemas['SubmittedDecision']>;
export type Verdict = Schemas['Verdict'];
export type UserAccount = Written<Schemas['UserAccount']>;
export type UserList = Written<Schemas['UserList']>;
export type Webhook = Written<Schemas['Webhook']>;
export type WebhookDelivery = Written<Schemas['WebhookDelivery']>;
export type WebhookDeliveryList = Written<Schemas['WebhookDeliveryList']>;
export type WebhookFormat = Schemas['WebhookFormat'];
export type WebhookList = Written<Schemas['WebhookList']>;
export type WebhookSettings = Written<Schemas['WebhookSettings']>;
