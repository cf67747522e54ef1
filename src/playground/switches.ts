import { isMovable, nextMonday } from './clock.ts';
import type { Fields, User } from './shapes.ts';
import type { Trouble } from './trouble.ts';
import type { Workspace } from './workspace.ts';

/** What the switches of the page work on. */
export interface SwitchOptions {
  readonly workspace: Workspace;
  readonly trouble: Trouble;
  /** Open Socket Mode connections; undefined when the app is reached over HTTP. */
  connections(): number | undefined;
  dropSockets(): void;
  /** Called after the clock was moved, so that whoever waits for a time looks at it again. */
  clockMoved(): void;
}

/** Switches for what happens to an app now and then: trouble with Slack, and the time. */
export class Switches {
  readonly #options: SwitchOptions;

  constructor(options: SwitchOptions) {
    this.#options = options;
  }

  /** How they stand, for the page. */
  get state(): Fields {
    const { workspace, trouble, connections } = this.#options;
    return {
      ...trouble.state,
      connections: connections() ?? null,
      canMoveClock: isMovable(workspace.clock),
    };
  }

  /** Turns trouble on or off, as the page asks. */
  trouble(act: Fields): void {
    const { slow, limited } = act;
    this.#options.trouble.set({
      ...(typeof slow === 'boolean' ? { slow } : {}),
      ...(typeof limited === 'boolean' ? { limited } : {}),
    });
  }

  /** Breaks the connection, as a lost network does. */
  drop(): void {
    this.#options.dropSockets();
  }

  /** Moves the clock to nine on the next Monday of this person. */
  monday(user: User): void {
    const { workspace, clockMoved } = this.#options;
    const { clock } = workspace;
    if (!isMovable(clock)) throw new Error('The clock of this workspace moves by itself.');
    clock.advance(nextMonday(clock.now(), user.tz).getTime() - clock.now().getTime());
    clockMoved();
  }
}
