// For the type checker alone: what scripts here use and no library of TypeScript's declares.

// ---- Constants that the build puts in (alloy_web/buildtools/dist.py, flight.py)

// Of the build: a hash of its sources. The version is the package's.
declare const __ALLOY_BUILD__: string;
declare const __ALLOY_VERSION__: string;
// Does a compiled SDK run here, or Python in an interpreter?
declare const __ALLOY_COMPILED__: boolean;
// The name of the second file and its integrity, "" where there is none; the optional components,
// with spaces between.
declare const __ALLOY_SECOND__: string;
declare const __ALLOY_INTEGRITY__: string;
declare const __ALLOY_COMPONENTS__: string;
// For the service worker: the integrity of each file by its name; the names that every page needs.
declare const __ALLOY_FILES__: Record<string, string>;
declare const __ALLOY_FIRST__: string[];
// What both languages have to know (constants.py).
declare const __ALLOY_STYLE_ID__: string;
declare const __ALLOY_HIDDEN_MS__: number;
declare const __ALLOY_BOOT_MS__: number;
declare const __ALLOY_MAX_DEPTH__: number;
declare const __ALLOY_MAX_ANSWER_DEPTH__: number;
declare const __ALLOY_MAX_SIZE__: number;
declare const __ALLOY_LEAST_SIZE__: number;
// What the page's snippet has to know of the Python that takes its request over.
declare const __ALLOY_NAME__: string;
declare const __ALLOY_EDGE_DOMAIN__: string;
declare const __ALLOY_IDENTITY_DOMAIN__: string;
declare const __ALLOY_FREE__: string;
declare const __ALLOY_NAMESPACE__: string;
declare const __ALLOY_SCHEMAS__: string;
declare const __ALLOY_FORMS__: string;
declare const __ALLOY_SILENT__: string;
declare const __ALLOY_BASE_PATH__: string;
declare const __ALLOY_CONTEXT__: string;
declare const __ALLOY_OUTBOX__: string;
declare const __ALLOY_OUTBOX_BYTES__: number;

// What the build compiles from Python: `start(bridge)` makes the engine of a page, `bring` hands it
// the components that `extras` makes of what is `shared`.
declare module "alloy-sdk" {
  export function start(bridge: object): void;
  export function bring(components: any[], parts: any): void;
  export function shared(): any[];
}
// What the service worker calls (alloy_web/features/push/notices.py).
declare module "alloy-push" {
  export function shown(message: string, record: string): string;
  export function clicked(data: string, action: string): string;
  export function tracking(
    data: string, record: string, label: string | null, launches: number, messageId: string,
    requestId: string, nowMs: number,
  ): string;
}
declare module "alloy-extras" {
  export const words: string[];
  export function extras(shared: any[]): any[];
}
// A service worker's, as much of it as the demo's worker uses.
declare class PushEvent extends Event {
  constructor(type: string, init: { data: string });
  waitUntil(work: Promise<unknown>): void;
}

// ---- What is on the window

// The names of instances, as the base code notes them.
declare var __alloyNS: string[];

interface Window {
  // What hears of all instances, an object or a list of them; where the files of the build are.
  __alloyMonitors?: any;
  __alloyBase?: string;
  // Takes the second file in, `(build, what it is made of)`.
  __alloySecond?: (build: string, its: object) => void;
  // What the scripts in the wheel leave for Python that runs them.
  __alloyBridge?: object;
  __alloyAttached?: object;
  // Other scripts' of the page: older libraries of the vendor's, Angular's Zone.js.
  adobe?: any;
  ID5?: any;
  ats?: any;
  Visitor?: any;
  Zone?: any;
}

// The demo pages' instance.
declare function alloy(command: string, options?: object): Promise<any>;

// The queue of a name: `[resolve, reject, arguments]` for each call, and `page`, what the page was
// like then. See snippet/queue.js.
type Queued = any[] & { page?: any };

// What rejects a command says which kind of mistake it is, and the status of an answer.
interface Error {
  code?: string | number;
  status?: number;
  kept?: boolean;
}

interface Queue extends Array<Queued> {
  // Was shown again what it hid? Was it given up?
  shown?: boolean;
  gone?: boolean;
  fail?(error: Error): void;
  stop?(): void;
  noted?(): void;
  rescue?(item: Queued, error: Error): void;
}

// ---- What browsers have, or some of them, or old libraries

interface Window {
  // The test's hand in a page, and what stands for the driver of WebKit (testing/browser/).
  __alloyMakeKit?: (given: object, places: any[]) => object;
  __alloyMakeDriver?: (aheadMs: number) => object;
  __alloyTell?: (kind: string, value: any) => void;
  __alloyHook?: (number: number, args: any[]) => Promise<any>;
  // Node's, in tests.
  process?: any;
  trustedTypes?: any;
  Temporal?: any;
}
interface Document {
  prerendering?: boolean;
}
interface Navigator {
  userAgentData?: any;
  globalPrivacyControl?: boolean;
}
interface Array<T> {
  toJSON?: any;
}
interface String {
  toJSON?: any;
}
interface Number {
  toJSON?: any;
}
interface Object {
  toJSON?: any;
}

// ---- Service workers

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<any>): void;
}
interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WindowEventMap {
  fetch: FetchEvent;
  install: ExtendableEvent;
  activate: ExtendableEvent;
}
declare function skipWaiting(): void;
