/** Announcements and offers that are prepared. */
import { describe, expect, it } from 'vitest';
import type { Announcement, Offer } from '../../../native/contract/graphics.ts';
import { refused } from '../../../native/contract/refusal.ts';
import { MessagePlan } from '../../../native/overlays/message-plan.ts';

const announcement = (announcementId: string, text = announcementId): Announcement => ({ announcementId, text: { 'zh-CN': text } });
const offer = (offerId: string): Offer => ({ offerId, kind: 'coupon', title: { 'zh-CN': `券 ${offerId}` } });

function plan(stored: unknown = null) {
  const kept: { value: unknown } = { value: stored };
  const onAir = { announcementId: null as string | null, offerId: null as string | null };
  const open = () =>
    new MessagePlan({ settings: { load: () => kept.value, save: async (value) => void (kept.value = value) }, onAir: () => onAir });
  return { messages: open(), open, onAir, kept };
}

describe('prepared messages', () => {
  it('OV85 are added, changed in their place, and there after a restart', async () => {
    const { messages, open } = plan();
    await Promise.all([
      messages.saveAnnouncement(announcement('a')),
      messages.saveAnnouncement(announcement('b')),
      messages.saveOffer(offer('o')),
      messages.saveAnnouncement(announcement('a', 'new')),
    ]);
    const expected = { announcements: [announcement('a', 'new'), announcement('b')], offers: [offer('o')] };
    expect(messages.state.get()).toEqual(expected);
    expect(open().state.get()).toEqual(expected);
  });

  it('OV86 what viewers see is not removed, and what is not there is said', async () => {
    const { messages, onAir } = plan({ announcements: [announcement('a')], offers: [offer('o')] });
    Object.assign(onAir, { announcementId: 'a', offerId: 'o' });
    expect(await messages.removeAnnouncement('a')).toEqual(refused('announcement-on-air', { name: 'a' }));
    expect(await messages.removeOffer('o')).toEqual(refused('offer-on-air', { name: '券 o' }));
    expect(await messages.removeAnnouncement('x')).toEqual(refused('announcement-unknown', { announcementId: 'x' }));
    expect(await messages.removeOffer('x')).toEqual(refused('offer-unknown', { offerId: 'x' }));
    Object.assign(onAir, { announcementId: null, offerId: null });
    expect(await messages.removeAnnouncement('a')).toMatchObject({ ok: true });
    expect(await messages.removeOffer('o')).toMatchObject({ ok: true });
    expect(messages.state.get()).toEqual({ announcements: [], offers: [] });
  });

  it('OV87 a full list refuses one more and still lets one be changed', async () => {
    const all = Array.from({ length: 100 }, (_, at) => announcement(`a${at}`));
    const { messages } = plan({ announcements: all, offers: [] });
    expect(await messages.saveAnnouncement(announcement('more'))).toEqual(refused('messages-full', { most: 100 }));
    expect(await messages.saveAnnouncement(announcement('a7', 'other'))).toMatchObject({ ok: true });
    expect(messages.state.get().announcements).toHaveLength(100);
  });

  it('OV88 a damaged text does not take the others with it', () => {
    expect(plan('nonsense').messages.state.get()).toEqual({ announcements: [], offers: [] });
    const stored = { announcements: [{ announcementId: 'a' }, announcement('b'), 7], offers: [null, offer('o')] };
    expect(plan(stored).messages.state.get()).toEqual({ announcements: [announcement('b')], offers: [offer('o')] });
  });

  it('OV89 nothing is told that is not kept', async () => {
    const { messages } = plan();
    const failing = new MessagePlan({
      settings: { load: () => messages.state.get(), save: () => Promise.reject(new Error('disk')) },
      onAir: () => ({ announcementId: null, offerId: null }),
    });
    await expect(failing.saveOffer(offer('o'))).rejects.toThrow('disk');
    expect(failing.state.get().offers).toEqual([]);
    await expect(failing.saveOffer(offer('p'))).rejects.toThrow('disk');
  });
});
