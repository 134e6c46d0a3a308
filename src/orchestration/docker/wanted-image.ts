import type { App } from '../../tenancy/app-row.js';
import { RuntimeProblem } from '../instance-runtime.js';
import type { Engine } from './engine.js';

/** The image that instances shall run on: the newest of its name, unless an app did not bear it. */
export class WantedImage {
  private newest: string | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly name: string,
  ) {}

  /** Looks whether the name stands for another image by now, and tells whether it does. */
  async refresh(): Promise<boolean> {
    const before = this.newest;
    try {
      this.newest = await this.engine.imageId(this.name);
    } catch {
      // Without an engine the last answer stands.
    }
    return this.newest !== before;
  }

  get problem(): string | undefined {
    return this.newest === undefined ? `The image ${this.name} is not here` : undefined;
  }

  of(app: App): string | undefined {
    const isBad = app.badImage !== undefined && app.badImage === this.newest;
    // A name that was taken away leaves the image itself, and an app that runs on it goes on.
    return isBad ? app.image : (this.newest ?? app.image);
  }

  require(app: App): string {
    const id = this.of(app);
    if (id !== undefined) return id;
    throw missing(
      `The image ${this.name} is not here. Build it (docker build -t ${this.name} .) or load it ` +
        '(docker load), or set APPBASE_IMAGE: the app follows by itself',
    );
  }
}

/** The image of an app was removed: it is one that no name stands for any more. */
export function imageGone(id: string): RuntimeProblem {
  return missing(
    `The image ${id} on which the app has last run was removed. Load it again (docker load), or ` +
      'choose “Retry”: then the app runs on the newest',
  );
}

function missing(message: string): RuntimeProblem {
  return new RuntimeProblem(
    { type: 'Provisioned', status: false, reason: 'ImageMissing', message },
    'change',
  );
}
