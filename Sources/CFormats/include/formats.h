#ifndef BULLA_FORMATS_H
#define BULLA_FORMATS_H
#endif
