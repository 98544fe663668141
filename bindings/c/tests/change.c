/* Changes: made, sent, applied, undone. */
#include "check.h"

int main(void) {
    return failures == 0 ? 0 : 1;
}
