import type { Fields } from './shapes.ts';

/** Something Slack tells the app, over either transport. */
export interface AppRequest {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Fields;
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** What came back: the body of the acknowledgement, or why there was none. */
export type AppAnswer =
  | { readonly acked: true; readonly body: unknown }
  | {
      readonly acked: false;
      readonly why: 'operation_timeout' | 'dispatch_failed' | 'http_error';
      readonly detail: string;
    };

/** A way to the app. */
export interface Transport {
  /** Sends a request, and waits at most `timeout` milliseconds of real time for its acknowledgement. */
  send(request: AppRequest, timeout: number): Promise<AppAnswer>;
}
