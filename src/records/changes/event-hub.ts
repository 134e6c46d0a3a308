import { Injectable } from '@nestjs/common';
import type { Audience } from './audience.js';
import { type Change, ChangeLog } from './change-log.js';
import { goneFrame, wholeFrame } from './event-frame.js';
import type { EventStream } from './event-stream.js';

interface Group {
  audience: Audience;
  streams: Set<EventStream>;
}

/** The open streams of one collection: those of one owner are found without asking the others. */
interface Room {
  byOwner: Map<string, Group>;
  others: Map<string, Group>;
}

/** Hands every committed change to the streams that may see it. Each event is made once. */
@Injectable()
export class EventHub {
  private readonly rooms = new Map<string, Room>();

  constructor(log: ChangeLog) {
    log.onChange((change) => this.publish(change));
  }

  /** From now on the stream gets what its audience sees; until it closes. */
  join(collection: string, audience: Audience, stream: EventStream): void {
    const room = this.room(collection);
    const groups = audience.ownerId === undefined ? room.others : room.byOwner;
    const key = audience.ownerId ?? audience.key;
    const group = groups.get(key) ?? { audience, streams: new Set() };
    groups.set(key, group);
    group.streams.add(stream);
    stream.onClose(() => {
      group.streams.delete(stream);
      if (group.streams.size === 0 && groups.get(key) === group) groups.delete(key);
    });
  }

  private publish(change: Change): void {
    const room = this.rooms.get(change.collection);
    if (room === undefined) return;
    let whole: Buffer | undefined;
    let gone: Buffer | undefined;
    const tell = ({ audience, streams }: Group) => {
      const sight = audience.sees(change);
      if (sight === 'nothing') return;
      const frame =
        sight === 'whole' ? (whole ??= wholeFrame(change)) : (gone ??= goneFrame(change));
      for (const stream of streams) stream.send(frame);
    };
    const own = room.byOwner.get(change.ownerId);
    if (own !== undefined) tell(own);
    for (const group of room.others.values()) tell(group);
  }

  private room(collection: string): Room {
    let room = this.rooms.get(collection);
    if (room === undefined) {
      room = { byOwner: new Map(), others: new Map() };
      this.rooms.set(collection, room);
    }
    return room;
  }
}
