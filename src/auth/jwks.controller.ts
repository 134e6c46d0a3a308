import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonWebKeySet } from '@appbase-pfe/types';
import { Public } from '../access/declare-access.js';
import { SigningKeys } from './signing-keys.js';

@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  /** The public keys of access tokens. */
  @Get('jwks.json')
  @Public({ raw: true })
  @ApiOkResponse({ description: 'The keys', standardSchema: JsonWebKeySet })
  @ApiOperation({ summary: 'The public keys that verify access tokens' })
  jwks(): JsonWebKeySet {
    return this.keys.publicSet();
  }
}
