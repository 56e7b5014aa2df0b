import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { DeclareCustomAttributeHandler, ForgetCustomAttributeHandler, ListCustomAttributesHandler } from './app/attributes.js';
import { GetMembershipsHandler } from './app/get-memberships.js';
import { EraseMemberHandler, GetMembersAddedHandler, MemberData } from './app/member-data.js';
import { AddSegmentMembersHandler, ListSegmentMembersHandler, RemoveLeftBehindChore, RemoveLeftBehindHandler, RemoveSegmentMembersHandler } from './app/members.js';
import { GetSegmentGraphHandler, GetSegmentGroupHandler, GetSegmentHandler, ListSegmentGroupsHandler, ListSegmentsHandler } from './app/read-segments.js';
import { CreateSegmentGroupHandler, DeleteSegmentGroupHandler, UpdateSegmentGroupHandler } from './app/write-groups.js';
import { CreateSegmentHandler, DeleteSegmentHandler, UpdateSegmentHandler } from './app/write-segments.js';
import { SegmentGroupsController } from './http/segment-groups.controller.js';
import { SegmentsController } from './http/segments.controller.js';
import { TargetingController } from './http/targeting.controller.js';
import { Programs } from './infra/programs.js';
import { CustomAttributeRows, DeletedSegmentRows, MemberRows, SegmentGroupRows, SegmentRows, SegmentsVersionRows } from './infra/rows.js';
import { SegmentsRepository } from './infra/segments.repository.js';
import { StructureRepository } from './infra/structure.repository.js';

export const rows: EntitySchema[] = [SegmentsVersionRows, SegmentGroupRows, SegmentRows, MemberRows, DeletedSegmentRows, CustomAttributeRows];

@Module({
  controllers: [SegmentGroupsController, SegmentsController, TargetingController],
  providers: [
    StructureRepository, SegmentsRepository, Programs, GetMembershipsHandler, CreateSegmentGroupHandler, UpdateSegmentGroupHandler, DeleteSegmentGroupHandler, CreateSegmentHandler, UpdateSegmentHandler,
    DeleteSegmentHandler, AddSegmentMembersHandler, RemoveSegmentMembersHandler, ListSegmentMembersHandler, RemoveLeftBehindHandler, RemoveLeftBehindChore, DeclareCustomAttributeHandler,
    ForgetCustomAttributeHandler, ListCustomAttributesHandler, GetSegmentGroupHandler, ListSegmentGroupsHandler, GetSegmentGraphHandler, GetSegmentHandler, ListSegmentsHandler, GetMembersAddedHandler,
    EraseMemberHandler, MemberData,
  ],
})
export class SegmentsModule {}
