/*
 * Force-included before every file that is parsed without kernel headers. It declares what drivers of all ages
 * use most, so that their functions parse; every other <...> header is empty. The rules that keep it robust:
 *  - functions are not declared: an implicit declaration never conflicts with a driver's own definition;
 *  - a macro stands only where C needs one (types, loops, names or definitions as arguments);
 *  - constants are enumerators, so that a driver may #define or redefine them; the few that drivers test with
 *    #ifdef are macros of the same name on top.
 */
#ifndef __LOCKSCAN_PRELUDE_H
#define __LOCKSCAN_PRELUDE_H

#include "compiler.h"
#include "types.h"
#include "constants.h"
#include "locks.h"
#include "core.h"
#include "macros.h"
#include "fields.h"
#include "loops.h"
#include "module.h"
#include "attributes.h"
#include "fs.h"
#include "bus.h"
#include "net.h"
#include "devices.h"
#include "storage.h"
#include "media.h"
#include "callbacks.h"
#include "legacy.h"

#endif
