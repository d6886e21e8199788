/** Requests about the filters of sources: inputs, scenes and groups. */
import { type Data, type Fields, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Filter, World } from './world.ts';

export const filterRequests: Record<string, RequestHandler> = {
  GetSourceFilterList: (fields, { world }) => ({ filters: world.source(fields.text('sourceName')).filters.map(filterRow) }),
  CreateSourceFilter: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const name = fields.text('filterName');
    if (source.filters.some((filter) => filter.name === name)) {
      throw new RequestFailure(requestCode.resourceAlreadyExists, 'A filter already exists by that name.');
    }
    const settings = fields.has('filterSettings') ? fields.object('filterSettings') : {};
    const filter: Filter = { name, kind: fields.text('filterKind'), settings, enabled: true };
    source.filters.push(filter);
    world.emit('SourceFilterCreated', { sourceName: source.name, ...filterRow(filter, source.filters.length - 1) });
  },
  RemoveSourceFilter: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const filter = filterOf(world, fields);
    source.filters = source.filters.filter((other) => other !== filter);
    world.emit('SourceFilterRemoved', { sourceName: source.name, filterName: filter.name });
  },
  SetSourceFilterSettings: (fields, { world }) => {
    const filter = filterOf(world, fields);
    filter.settings = { ...filter.settings, ...fields.object('filterSettings') };
  },
  SetSourceFilterEnabled: (fields, { world }) => {
    const filter = filterOf(world, fields);
    filter.enabled = fields.flag('filterEnabled');
    const sourceName = fields.text('sourceName');
    world.emit('SourceFilterEnableStateChanged', { sourceName, filterName: filter.name, filterEnabled: filter.enabled });
  },
  SetSourceFilterName: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const filter = filterOf(world, fields);
    const oldFilterName = filter.name;
    filter.name = fields.text('newFilterName');
    world.emit('SourceFilterNameChanged', { sourceName: source.name, oldFilterName, filterName: filter.name });
  },
  SetSourceFilterIndex: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const filter = filterOf(world, fields);
    const others = source.filters.filter((other) => other !== filter);
    source.filters = others.toSpliced(fields.number('filterIndex', 0, 8192), 0, filter);
    world.emit('SourceFilterListReindexed', { sourceName: source.name, filters: source.filters.map(filterRow) });
  },
};

function filterRow(filter: Filter, filterIndex: number): Data {
  return {
    filterName: filter.name,
    filterKind: filter.kind,
    filterIndex,
    filterEnabled: filter.enabled,
    filterSettings: filter.settings,
  };
}

function filterOf(world: World, fields: Fields): Filter {
  const name = fields.text('filterName');
  const filter = world.source(fields.text('sourceName')).filters.find((candidate) => candidate.name === name);
  if (!filter) throw new RequestFailure(requestCode.resourceNotFound, `No filter was found by the name of \`${name}\`.`);
  return filter;
}
